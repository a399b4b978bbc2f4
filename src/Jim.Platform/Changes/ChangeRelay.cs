using Jim.Platform.Jobs;
using Jim.Platform.Messaging;
using Jim.Postgres.Changes;
using Npgsql;

namespace Jim.Platform.Changes;

/// <summary>
/// Publishes every change of a tracked table to the exchange <c>jim.events</c>, for other systems: at least once, and those of one row in
/// their order. How far it has come stands in <c>jim.relay</c>, after the broker has confirmed: whoever keeps next goes on there, and
/// repeats what was not stored; an event that comes twice has the same id.
/// </summary>
/// <remarks>
/// What the broker has confirmed, it can lose with its data. The queue <see cref="Topology.RelayQueue"/> holds a mark which then is gone
/// too, and which a consumer whose queue is new takes away: everything that the log still has is published again, behind an event with the
/// operation <c>replay</c>. Who missed something waits for that one; what came before it comes again, in its order.
/// </remarks>
public sealed class ChangeRelay(NpgsqlDataSource dataSource, IMessageBus bus, TimeProvider timeProvider) : IKeeperDuty
{
    /// <summary>Events that wait for the broker's confirmation at once.</summary>
    private const int AtOnce = 64;

    /// <summary>Stands for the beginning of the log, whatever it still has; nobody has come less far.</summary>
    private static readonly PgSnapshot Beginning = new(1, 1, []);

    /// <summary>Without changes the position is stored now and then, so that it stays within what the log keeps.</summary>
    private static readonly TimeSpan StoreEvery = TimeSpan.FromMinutes(10);

    /// <summary>How often the mark is looked for without changes.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ChangeReader _reader = new(dataSource);
    private readonly RelayPosition _position = new(dataSource, "changes");
    private ChangeEvents? _events;
    private PgSnapshot? _since;
    private long _stored;
    private long _looked;

    public TimeSpan Every => TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        if (isFirst || _since is null || _events is null)
        {
            _since = null; // another keeper may have led meanwhile
            _events = await ChangeEvents.CreateAsync(dataSource, cancellationToken);
            _since = await _position.BeginAsync(_reader, cancellationToken);
            _stored = timeProvider.GetTimestamp();
        }

        var delta = await ReadAsync(_since, cancellationToken);
        if (!delta.IsEmpty)
        {
            await PublishAsync(await _events.BuildAsync(delta, timeProvider.GetUtcNow(), cancellationToken), cancellationToken);
        }

        if ((!delta.IsEmpty || timeProvider.GetElapsedTime(_looked) > LookEvery) && !await IsMarkedAsync(cancellationToken))
        {
            return;
        }

        if (!delta.IsEmpty || timeProvider.GetElapsedTime(_stored) > StoreEvery)
        {
            await StoreAsync(delta.Now, cancellationToken);
        }

        _since = delta.Now;
    }

    /// <summary>From the log's beginning on, that is told first.</summary>
    private async Task<Delta> ReadAsync(PgSnapshot since, CancellationToken cancellationToken)
    {
        if (since.Xmax > Beginning.Xmax)
        {
            return await _reader.ReadAsync(since, cancellationToken);
        }

        var delta = await _reader.ReadAsync(await _position.FindBeginningAsync(cancellationToken), cancellationToken);
        await PublishAsync([_events!.BuildReplay(delta.Now, timeProvider.GetUtcNow())], cancellationToken);
        return delta;
    }

    /// <summary>False: the mark was gone. It is there again, and the next round begins at the log's beginning.</summary>
    private async Task<bool> IsMarkedAsync(CancellationToken cancellationToken)
    {
        if (await bus.CountAsync(Topology.RelayQueue, cancellationToken) > 0)
        {
            _looked = timeProvider.GetTimestamp();
            return true;
        }

        // In this order: whoever crashes in between begins again.
        await StoreAsync(Beginning, cancellationToken);
        await bus.PublishAsync(Topology.RelayQueue, "{}"u8.ToArray(), cancellationToken);
        _since = Beginning;
        return false;
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

    private async Task StoreAsync(PgSnapshot position, CancellationToken cancellationToken)
    {
        await _position.StoreAsync(position, cancellationToken);
        _stored = timeProvider.GetTimestamp();
    }
}
