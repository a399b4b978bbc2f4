using System.Globalization;
using Jim.Postgres.Diagnostics;
using Npgsql;

namespace Jim.Postgres.Running.Replicas;

/// <summary>A standby of the primary: its connections, and what was last found out of it. Thread safe.</summary>
public sealed class Standby : IAsyncDisposable
{
    /// <summary>How far the log is replayed, in bytes; null: the server is no standby.</summary>
    internal const string PositionSql =
        "select case when pg_is_in_recovery() then pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::int8 end";

    // The receiver of the log knows the timeline at once, but tells it only to pg_monitor, which the login role inherits nothing of; the
    // control file gets it with the next checkpoint.
    private const string RoleSql =
        "select case when pg_has_role(session_user, 'pg_monitor', 'member') then set_config('role', 'pg_monitor', false) end";

    private const string ProbeSql = $"""
        select ({PositionSql}), (select system_identifier from pg_control_system()),
          coalesce((select received_tli from pg_stat_wal_receiver), greatest(r.min_recovery_end_timeline, c.timeline_id))
        from pg_control_recovery() r, pg_control_checkpoint() c
        """;

    private readonly NpgsqlDataSource _probes;
    private readonly StatementCanceller _canceller;
    private CancellationTokenSource _lost = new();
    private volatile State _state = new(ReplicaFault.Unknown, null, null);

    /// <param name="number">Its place in the list, from 1: under this it is known in logs and metrics, which name no address.</param>
    /// <param name="options">Of its connections.</param>
    /// <param name="time">The time that users have used on all servers together.</param>
    internal Standby(int number, PoolOptions options, DatabaseTime time)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"replica {number}");
        var pool = $"jim {Name} reads";
        _canceller = new StatementCanceller(options.ConnectionString, options.CancelInterval, pool);
        Reads = new ConnectionPool(options, pool, options.Reads, options.StatementTimeout, _canceller, TimeSpan.Zero, time);
        _probes = JimTelemetry.BuildDataSource(
            new NpgsqlConnectionStringBuilder(options.ConnectionString)
            {
                ApplicationName = $"jim {Name} probe", MaxPoolSize = 1, MinPoolSize = 0, NoResetOnClose = true, Timeout = 2,
                CommandTimeout = 2, CancellationTimeout = -1,
            },
            loadsTypes: false);
    }

    public string Name { get; }

    /// <summary>Connections for queries.</summary>
    public ConnectionPool Reads { get; }

    public ReplicaFault Fault => _state.Fault;

    /// <summary>Is cancelled when the replica answers no more, for those who wait for an answer.</summary>
    internal CancellationToken Lost => Volatile.Read(ref _lost).Token;

    /// <summary>The history that it shares with the primary; null: it is not to be asked now, or not for this.</summary>
    internal PrimaryLine? FindLine(PrimaryMarks marks, ReadNeed need) =>
        _state is { Fault: ReplicaFault.None, Line: { } line, Reached: { } reached } && line == marks.Line && line.IsYoung(reached)
            && need.IsMetBy(reached) ? line : null;

    /// <summary>An answer of the replica has told what it shows; null: too little, or that it is no standby any more.</summary>
    internal void NoteReached(PrimaryMark? mark)
    {
        var state = _state;
        if (state.Reached != mark)
        {
            Interlocked.CompareExchange(ref _state, state with { Reached = mark }, state);
        }
    }

    /// <summary>A connection was lost: nobody else should meet that before the next probe.</summary>
    internal void NoteLost()
    {
        NoteReached(null);
        Reads.DropIdle();
    }

    /// <summary>Asks the replica how far it is. Does not throw for one that does not answer.</summary>
    internal async Task ProbeAsync(PrimaryLine? line, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = _probes.CreateBatch().With([new(RoleSql), new(ProbeSql)]);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var wal = await reader.IsDBNullAsync(0, cancellationToken) ? null : (ulong?)reader.GetInt64(0);
            Judge(line, wal, reader.GetInt64(1), reader.GetInt32(2));
        }
        catch (Exception failure) when (failure is NpgsqlException || PostgresFailure.IsUnavailable(failure))
        {
            _state = new(ReplicaFault.NoAnswer, null, null);
            Reads.DropIdle();
            await Interlocked.Exchange(ref _lost, new CancellationTokenSource()).CancelAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _canceller.DisposeAsync();
        await Reads.DisposeAsync();
        await _probes.DisposeAsync();
        _lost.Dispose();
    }

    private void Judge(PrimaryLine? line, ulong? wal, long system, int timeline)
    {
        if (line is not { IsFresh: true })
        {
            // The primary does not answer: nobody can tell how late the replica is, and it is not its fault.
            _state = _state with { Fault = _state.Fault == ReplicaFault.NoAnswer ? ReplicaFault.Unknown : _state.Fault, Reached = null };
            return;
        }

        var reached = wal is { } position ? line.FindReached(position) : null;
        var fault = system != line.System ? ReplicaFault.OtherCluster
            : wal is null ? ReplicaFault.NoStandby
            : timeline != line.Timeline ? ReplicaFault.OtherTimeline
            : reached is null ? ReplicaFault.Behind
            : ReplicaFault.None;
        _state = new(fault, line, reached);
    }

    private sealed record State(ReplicaFault Fault, PrimaryLine? Line, PrimaryMark? Reached);
}
