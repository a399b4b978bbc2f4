using Jim.Platform.Jobs;
using Jim.Platform.Messaging;
using Jim.Platform.Schemas;
using Jim.Postgres.Changes;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Changes;

/// <summary>
/// Publishes every change of a tracked table to the exchange <c>jim.events</c>, for other systems: at least once, and those of one row in
/// their order. How far it has come stands in <c>jim.relay</c>, after the broker has confirmed: whoever keeps next goes on there, and
/// repeats what was not stored; an event that comes twice has the same id.
/// </summary>
public sealed class ChangeRelay(NpgsqlDataSource dataSource, IMessageBus bus, TimeProvider timeProvider) : IKeeperDuty
{
    /// <summary>Events that wait for the broker's confirmation at once.</summary>
    private const int AtOnce = 64;

    private const string Position = "select snapshot from jim.relay where name = 'changes'";

    private const string Store = """
        insert into jim.relay (name, snapshot) values ('changes', $1)
        on conflict (name) do update set snapshot = excluded.snapshot, updated_at = now()
        """;

    private const string Tracked = "select array(select distinct g.tgrelid from pg_trigger g where g.tgname = 'jim_change_insert')";

    /// <summary>Without changes the position is stored now and then, so that it stays within what the log keeps.</summary>
    private static readonly TimeSpan StoreEvery = TimeSpan.FromMinutes(10);

    private readonly ChangeReader _reader = new(dataSource);
    private ChangeEvents? _events;
    private PgSnapshot? _since;
    private long _stored;

    public TimeSpan Every => TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        if (isFirst || _since is null || _events is null)
        {
            _since = null; // another keeper may have led meanwhile
            _events = await CreateEventsAsync(cancellationToken);
            _since = await BeginAsync(cancellationToken);
        }

        var delta = await _reader.ReadAsync(_since, cancellationToken);
        if (!delta.IsEmpty)
        {
            var tracked = delta.Overflow ? await ReadTrackedAsync(cancellationToken) : [];
            await PublishAsync(await _events.BuildAsync(delta, tracked, timeProvider.GetUtcNow(), cancellationToken), cancellationToken);
        }

        if (!delta.IsEmpty || timeProvider.GetElapsedTime(_stored) > StoreEvery)
        {
            await StoreAsync(delta.Now, cancellationToken);
        }

        _since = delta.Now;
    }

    /// <summary>Several at once, but none of a row or a table while another one of it is on its way.</summary>
    private async Task PublishAsync(List<ChangeEvent> events, CancellationToken cancellationToken)
    {
        var wave = new List<ChangeEvent>();
        foreach (var next in events)
        {
            if (wave.Count == AtOnce || wave.Exists(e => e.MustPrecede(next)))
            {
                await FlushAsync();
            }

            wave.Add(next);
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            await Task.WhenAll(wave.Select(e => bus.PublishEventAsync(e.RoutingKey, e.Id, e.Body, cancellationToken)));
            wave.Clear();
        }
    }

    private async Task<ChangeEvents> CreateEventsAsync(CancellationToken cancellationToken)
    {
        var secret = await InstallationSettings.ReadAsync(dataSource, "secret", cancellationToken);
        var epoch = await InstallationSettings.ReadAsync(dataSource, "epoch", cancellationToken);
        return new ChangeEvents(dataSource, new CursorTokens(secret, epoch), epoch);
    }

    /// <summary>Where the last keeper stopped; the first begins now.</summary>
    private async Task<PgSnapshot> BeginAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Position);
        if (await command.ExecuteScalarAsync(cancellationToken) is string stored)
        {
            _stored = timeProvider.GetTimestamp();
            return PgSnapshot.Parse(stored);
        }

        var now = await _reader.CurrentAsync(cancellationToken);
        await StoreAsync(now, cancellationToken);
        return now;
    }

    private async Task StoreAsync(PgSnapshot position, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Store, position.ToString());
        await command.ExecuteNonQueryAsync(cancellationToken);
        _stored = timeProvider.GetTimestamp();
    }

    private async Task<uint[]> ReadTrackedAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Tracked);
        return (uint[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
