using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Jim.Platform.Changes;
using Jim.Platform.Jobs;
using Jim.Platform.Messaging;
using Jim.Postgres.Changes;
using Jim.Postgres.Running;
using Npgsql;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Webhooks;

/// <summary>
/// Makes a job of each change for each webhook that asks for it, in the transaction that stores how far it has come: no change is missed
/// or queued twice. The jobs' ids follow from webhook and change, so that of two keepers that lead for a moment one does nothing.
/// </summary>
public sealed class WebhookRelay(
    NpgsqlDataSource dataSource, JobQueue queue, WebhookOptions options, TimeProvider timeProvider) : IKeeperDuty
{
    private const string WebhooksSql = "select id, tables, ops::text[], since from jim.webhooks where enabled";

    private const string EnqueueSql = """
        insert into jim.jobs (id, kind, payload, attempts_max, owner_id, caller)
        select id, 'webhook.deliver', payload::jsonb, $3, null, null from unnest($1, $2) as job (id, payload)
        on conflict (id) do nothing
        """;

    /// <summary>Without changes the position is stored now and then, so that it stays within what the log keeps.</summary>
    private static readonly TimeSpan StoreEvery = TimeSpan.FromMinutes(10);

    /// <summary>What no webhook asks for is stored so often: after a crash only that much is read again.</summary>
    private static readonly TimeSpan StoreSoon = TimeSpan.FromSeconds(2);

    private readonly ChangeReader _reader = new(dataSource);
    private readonly RelayPosition _position = new(dataSource, "webhooks");
    private ChangeEvents? _events;
    private PgSnapshot? _since;
    private long _stored;

    public TimeSpan Every => TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        if (isFirst || _since is null || _events is null)
        {
            _since = null; // another keeper may have led meanwhile
            _events = await ChangeEvents.CreateAsync(dataSource, cancellationToken);
            _since = await _position.BeginAsync(_reader, cancellationToken);
        }

        var delta = await _reader.ReadAsync(_since, cancellationToken);
        var jobs = delta.IsEmpty ? [] : await BuildJobsAsync(_events, delta, cancellationToken);
        if (jobs.Count > 0 || timeProvider.GetElapsedTime(_stored) > (delta.IsEmpty ? StoreEvery : StoreSoon))
        {
            await StoreAsync(jobs, delta.Now, cancellationToken);
            _stored = timeProvider.GetTimestamp();
        }

        _since = delta.Now;
        await HintAsync(jobs.Keys, cancellationToken);
    }

    private async Task<Dictionary<Guid, string>> BuildJobsAsync(ChangeEvents events, Delta delta, CancellationToken cancellationToken)
    {
        // Read after the changes: a webhook that was there before a change is told of it.
        var webhooks = await ReadWebhooksAsync(cancellationToken);
        if (webhooks.Count == 0)
        {
            return [];
        }

        var jobs = new Dictionary<Guid, string>();
        var told = await events.BuildAsync(delta, timeProvider.GetUtcNow(), cancellationToken, options.EventsMax);
        foreach (var change in told)
        {
            var body = WriteBody(change);
            foreach (var webhook in webhooks.Where(w => w.Asks(change)))
            {
                jobs.TryAdd(MakeId(webhook.Id, change.Id), new WebhookDelivery(webhook.Id, change.Id, body).Write());
            }
        }

        return jobs;
    }

    /// <summary>The form that Standard Webhooks recommends; <c>data</c> is the event as RabbitMQ's consumers get it.</summary>
    private static string WriteBody(ChangeEvent change)
    {
        var data = JsonNode.Parse(change.Body)!;
        return new JsonObject
        {
            ["type"] = change.RoutingKey, ["timestamp"] = data["at"]!.DeepClone(), ["data"] = data,
        }.ToJsonString(JsonSerializerOptions.Default);
    }

    /// <summary>The same for the same change of the same webhook.</summary>
    private static Guid MakeId(Guid webhook, string change)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{webhook:D} {change}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80); // version 8 of RFC 9562: made by a rule of our own
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    private async Task StoreAsync(Dictionary<Guid, string> jobs, PgSnapshot now, CancellationToken cancellationToken)
    {
        var enqueue = Statements.BuildCommand(EnqueueSql, jobs.Keys.ToArray(), jobs.Values.ToArray(), options.AttemptsMax);
        await dataSource.ExecuteAsync(jobs.Count > 0 ? [enqueue, _position.Store(now)] : [_position.Store(now)], cancellationToken);
    }

    /// <summary>Wakes workers. What the broker does not take the sweeper sends later.</summary>
    private async Task HintAsync(IEnumerable<Guid> jobs, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var wave in jobs.Chunk(64))
            {
                await Task.WhenAll(
                    wave.Select(id => queue.PublishAsync(id, WebhookDelivery.JobKind, JobPriority.Normal, cancellationToken)));
            }
        }
        catch (MessageBusException)
        {
            // The jobs are stored.
        }
    }

    private async Task<List<Asking>> ReadWebhooksAsync(CancellationToken cancellationToken)
    {
        var webhooks = new List<Asking>();
        await using var command = dataSource.CreateCommand(WebhooksSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            webhooks.Add(new Asking(
                reader.GetGuid(0),
                await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetFieldValue<string[]>(1),
                await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetFieldValue<string[]>(2),
                await reader.IsDBNullAsync(3, cancellationToken) ? null : PgSnapshot.Parse(reader.GetString(3))));
        }

        return webhooks;
    }

    /// <summary>What a webhook asks for; null: everything.</summary>
    /// <param name="Since">What it sees was before the webhook.</param>
    private sealed record Asking(Guid Id, string[]? Tables, string[]? Operations, PgSnapshot? Since)
    {
        public bool Asks(ChangeEvent change) =>
            Since?.Sees(change.Xid) is not true && (Operations is null || Operations.Contains(change.Operation))
            && (Tables is null || Tables.Contains($"{change.Schema}.{change.Name}") || Tables.Contains($"{change.Schema}.*"));
    }
}
