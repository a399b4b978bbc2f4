using Jim.Postgres.Changes;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// Tells requests how the jobs ended that they wait for, whichever process ran them. While somebody waits, the rows of all that are waited
/// for are looked at by one statement whenever the change log was read, and no end is told before this node's cache has heard of it. An
/// end that is missed costs the wait, never the job.
/// </summary>
public sealed partial class JobEnds(NpgsqlDataSource dataSource, ChangeTailer tailer, TimeProvider timeProvider, ILogger<JobEnds> logger)
{
    /// <summary>Of the ended jobs those whose last change is in the part of the log that was reported, up to the snapshot $2.</summary>
    private const string FindSql = """
        select id, state::text, result::text, error::text, pg_current_snapshot()::text from jim.jobs j
        where id = any($1) and state not in ('queued', 'running') and not exists (
          select from jim.change c
          where c.xid >= pg_snapshot_xmin($2::pg_snapshot) and c.tbl = 'jim.jobs'::regclass
            and (c.op = 'T' or c.key = array[j.id::text]) and not pg_visible_in_snapshot(c.xid, $2::pg_snapshot))
        """;

    /// <summary>An end waits for the tailer no longer than this, as the answer of a mutation that runs at once.</summary>
    private static readonly TimeSpan TailerWithin = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<JobWait> _waits = [];
    private bool _isLooking;

    /// <summary>
    /// Looks out for the end of a job until the result is disposed. To be called before the job is stored, so that no end is missed.
    /// </summary>
    public JobWait Expect(Guid id)
    {
        var wait = new JobWait(this, id, timeProvider);
        lock (_waits)
        {
            _waits.Add(wait);
            if (!_isLooking)
            {
                _isLooking = true;
                _ = LookAsync(tailer.WaitForNextAsync());
            }
        }

        return wait;
    }

    /// <summary>How the job has ended; null: it has not, or nobody can tell.</summary>
    internal async Task<EndedJob?> FindAsync(Guid id)
    {
        try
        {
            using var deadline = new CancellationTokenSource(TailerWithin, timeProvider);
            await tailer.WaitForNextAsync().WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await FindAsync([id]) is [var ended] ? ended : null;
        }
        catch (NpgsqlException e)
        {
            Log.JobEndsUnknown(logger, PostgresFailure.Describe(e));
            return null;
        }
    }

    internal void Forget(JobWait wait)
    {
        lock (_waits)
        {
            _waits.Remove(wait);
        }
    }

    private async Task LookAsync(Task next)
    {
        using var polling = tailer.PollForLiveData();
        while (true)
        {
            await next;
            next = tailer.WaitForNextAsync();
            try
            {
                if (!await LookOnceAsync())
                {
                    return;
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Log.JobEndsUnknown(logger, PostgresFailure.Describe(e));
            }
            catch (Exception fault)
            {
                BackgroundFaults.Report(logger, "the looking out for ends of jobs", fault);
            }
        }
    }

    /// <summary>False: nobody waits any more.</summary>
    private async Task<bool> LookOnceAsync()
    {
        ILookup<Guid, JobWait> waits;
        lock (_waits)
        {
            waits = _waits.ToLookup(w => w.Id);
            _isLooking = waits.Count > 0;
        }

        foreach (var ended in waits.Count == 0 ? [] : await FindAsync([.. waits.Select(w => w.Key)]))
        {
            foreach (var wait in waits[ended.Id])
            {
                wait.End(ended);
            }
        }

        return waits.Count > 0;
    }

    private async Task<IReadOnlyList<EndedJob>> FindAsync(Guid[] ids)
    {
        var found = new List<EndedJob>();
        if (tailer.Told is not { } told)
        {
            return found;
        }

        await using var command = dataSource.CreateCommand(FindSql, ids, told.ToString());
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            found.Add(new EndedJob(
                reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), PgSnapshot.Parse(reader.GetString(4))));
        }

        return found;
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.JobEndsUnknown, LogLevel.Warning, "How jobs have ended could not be looked up ({Fault}).")]
        public static partial void JobEndsUnknown(ILogger logger, string fault);
    }
}

/// <summary>The wait of one request for the end of one job.</summary>
public sealed class JobWait : IDisposable
{
    private readonly JobEnds _ends;
    private readonly TimeProvider _timeProvider;
    private readonly TaskCompletionSource<EndedJob> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal JobWait(JobEnds ends, Guid id, TimeProvider timeProvider) => (_ends, Id, _timeProvider) = (ends, id, timeProvider);

    internal Guid Id { get; }

    /// <summary>How the job ended; null: it did not within this time.</summary>
    public async Task<EndedJob?> WithinAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        if (time <= TimeSpan.Zero)
        {
            return null;
        }

        try
        {
            return await _ended.Task.WaitAsync(time, _timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            return await _ends.FindAsync(Id);
        }
    }

    public void Dispose() => _ends.Forget(this);

    internal void End(EndedJob ended)
    {
        _ended.TrySetResult(ended);
        _ends.Forget(this);
    }
}

/// <summary>How a job ended.</summary>
/// <param name="State">As in <c>jim.job_state</c>: lower case.</param>
/// <param name="Result">JSON; null: none.</param>
/// <param name="Error">JSON as <see cref="JobErrors.Write"/> has it; null: none.</param>
/// <param name="At">An MVCC snapshot that sees its effect.</param>
public sealed record EndedJob(Guid Id, string State, string? Result, string? Error, PgSnapshot At);
