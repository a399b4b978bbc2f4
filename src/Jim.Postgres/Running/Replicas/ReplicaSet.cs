using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Postgres.Running.Replicas;

/// <summary>
/// The replicas that queries may be read from: follows where the primary and each of them are, and chooses. Thread safe.
/// </summary>
public sealed partial class ReplicaSet : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PaceWithoutAnswer = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<ReplicaSet> _logger;
    private bool _isFollowing;
    private uint _turn;

    /// <param name="options">Of the connections to each replica.</param>
    /// <param name="primary">Connections to the primary.</param>
    /// <param name="lag">How far an answer may lag behind.</param>
    /// <param name="time">The time that users have used on all servers together.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Is told of the loss and the return of a replica.</param>
    public ReplicaSet(
        IEnumerable<PoolOptions> options, NpgsqlDataSource primary, TimeSpan lag, DatabaseTime time, TimeProvider timeProvider,
        ILogger<ReplicaSet> logger)
    {
        (_timeProvider, _logger) = (timeProvider, logger);
        Marks = new PrimaryMarks(primary, lag, timeProvider);
        Replicas = [.. options.Select((o, i) => new Standby(i + 1, o, time))];
    }

    public PrimaryMarks Marks { get; }

    public ImmutableArray<Standby> Replicas { get; }

    /// <summary>Follows all servers until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        _isFollowing = true;
        return Task.WhenAll([FollowPrimaryAsync(cancellationToken), .. Replicas.Select(r => FollowAsync(r, cancellationToken))]);
    }

    /// <summary>
    /// Looks where they are, in a process that does not follow them. A replica has a second to reach where the primary is.
    /// </summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        for (var left = 10; left > 0 && !_isFollowing && Replicas.Any(r => r.Fault is ReplicaFault.Unknown or ReplicaFault.Behind); left--)
        {
            await TryReadMarkAsync(cancellationToken);
            await Task.Delay(Pace, _timeProvider, cancellationToken);
            await Task.WhenAll(Replicas.Select(r => r.ProbeAsync(Marks.Line, cancellationToken)));
        }
    }

    /// <summary>
    /// The replicas that show what is needed take turns. Null: none does.
    /// </summary>
    internal (Standby Replica, PrimaryLine Line)? Choose(ReadNeed need)
    {
        var first = Interlocked.Increment(ref _turn);
        for (var i = 0u; i < Replicas.Length; i++)
        {
            var replica = Replicas[(int)((first + i) % (uint)Replicas.Length)];
            if (replica.FindLine(Marks, need) is { } line)
            {
                return (replica, line);
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas)
        {
            await replica.DisposeAsync();
        }
    }

    private async Task FollowPrimaryAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await TryReadMarkAsync(cancellationToken);
            await Task.Delay(Pace, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryReadMarkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Marks.ReadAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is OperationCanceledException or NpgsqlException || PostgresFailure.IsUnavailable(failure))
        {
            // The loss of the primary is told by those who cannot do without it.
        }
    }

    private async Task FollowAsync(Standby replica, CancellationToken cancellationToken)
    {
        var outage = new Outage();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await replica.ProbeAsync(Marks.Line, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            Tell(replica, outage);
            await Task.Delay(replica.Fault == ReplicaFault.NoAnswer ? PaceWithoutAnswer : Pace, _timeProvider, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(Standby replica, Outage outage)
    {
        var fault = replica.Fault;
        if (fault == ReplicaFault.None)
        {
            if (outage.End())
            {
                Log.ReplicaBack(_logger, replica.Name);
            }
        }
        else if (fault != ReplicaFault.Unknown && outage.Begin(fault.ToString()))
        {
            Log.ReplicaLost(_logger, replica.Name, ReplicaFaults.Describe(fault), ReplicaFaults.FindCure(fault));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.ReplicaLost, LogLevel.Warning, "No queries are read from {Replica}, because it {Fault}. {Cure}")]
        public static partial void ReplicaLost(ILogger logger, string replica, string fault, string cure);

        [LoggerMessage(LogEvents.ReplicaBack, LogLevel.Information, "Queries are read from {Replica} again.")]
        public static partial void ReplicaBack(ILogger logger, string replica);
    }
}
