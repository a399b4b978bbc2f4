using System.Text.Json;
using Jim.Platform.Messaging;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// Publishes the rows of the outbox table <c>jim.events</c> to the exchange of the same name, with the routing key
/// <c>doc.{subject}.{kind}</c>. Each is published at least once: a row is marked as published only after the broker has confirmed its
/// message. The row's id is the message's id too, by which a consumer can recognise a message that arrives twice.
/// </summary>
public sealed class EventRelay(NpgsqlDataSource dataSource, IMessageBus bus, JobsOptions options) : IKeeperDuty
{
    private const int BatchSize = 100;

    private const string UnsentSql = """
        select id, kind, subject, subject_id, actor, data::text, at from jim.events
        where published_at is null order by seq limit $1 for update skip locked
        """;

    public TimeSpan Every => options.Relay;

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        while (await RelayAsync(cancellationToken) == BatchSize)
        {
            // Go on until the outbox is empty.
        }
    }

    private async Task<int> RelayAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var events = await UnsentAsync(connection, cancellationToken);
        if (events.Count == 0)
        {
            return 0;
        }

        var sent = new List<Guid>(events.Count);
        try
        {
            foreach (var (id, key, body) in events)
            {
                await bus.PublishEventAsync(key, id.ToString("D"), body, cancellationToken);
                sent.Add(id);
            }
        }
        finally
        {
            // Marks the confirmed rows as published, also when the others could not be sent.
            await using var stamp = new NpgsqlCommand("update jim.events set published_at = now() where id = any($1)", connection)
            {
                Parameters = { new() { Value = sent.ToArray() } },
            };
            await stamp.ExecuteNonQueryAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        return events.Count;
    }

    private static async Task<List<(Guid Id, string Key, byte[] Body)>> UnsentAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var events = new List<(Guid, string, byte[])>();
        await using var command = new NpgsqlCommand(UnsentSql, connection) { Parameters = { new() { Value = BatchSize } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            using var data = JsonDocument.Parse(reader.GetString(5));
            var body = JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    v = 1,
                    id,
                    kind = reader.GetString(1),
                    subject = reader.GetString(2),
                    subjectId = await reader.IsDBNullAsync(3, cancellationToken) ? (Guid?)null : reader.GetGuid(3),
                    actor = await reader.IsDBNullAsync(4, cancellationToken) ? (Guid?)null : reader.GetGuid(4),
                    at = reader.GetFieldValue<DateTimeOffset>(6),
                    data = data.RootElement,
                });
            events.Add((id, $"doc.{reader.GetString(2)}.{reader.GetString(1)}", body));
        }

        return events;
    }
}
