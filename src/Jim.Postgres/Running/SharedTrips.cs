using System.Diagnostics;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>
/// Sends quick reads of several callers in one round trip: for each its claims and its statement, as a transaction of their own, so that
/// none runs with the claims of another and the failure of one undoes none. Reads that come while all trips are under way go together in
/// the next one; none waits for others to come. Thread safe.
/// </summary>
internal sealed class SharedTrips(PostgresPools pools)
{
    /// <summary>Two keep Postgres busy while answers are written.</summary>
    private const int TripsMax = 2;

    private const int ReadsMax = 16;

    /// <summary>Larger ones go alone, so that little is in memory for a trip.</summary>
    private const int ReadBytesMax = 32 * 1024;

    /// <summary>Trips take turns with the users, as one of them: whoever waits longest may have used up his own.</summary>
    private const string Share = "shared trips";

    private readonly Queue<SharedRead> _waiting = new();
    private readonly Lock _lock = new();
    private int _trips;
    private int _made;

    /// <summary>How many trips were made, for tests.</summary>
    internal int Made => _made;

    /// <summary>
    /// The row of the statement; null where the trip did not bring it, because this read or one before it failed or took too long: it is to
    /// be run alone then, with a copy of the command. Throws <see cref="OverloadedException"/> or
    /// <see cref="DatabaseUnavailableException"/>.
    /// </summary>
    /// <param name="command">The statement.</param>
    /// <param name="caller">Under whose rights it runs.</param>
    /// <param name="cancellationToken">Leaves it out of a trip that has not begun.</param>
    public Task<FetchedRow?> FetchAsync(NpgsqlBatchCommand command, Caller caller, CancellationToken cancellationToken)
    {
        if (CountBytes(command) > ReadBytesMax)
        {
            return Task.FromResult<FetchedRow?>(null);
        }

        var read = new SharedRead(command, caller, cancellationToken);
        lock (_lock)
        {
            _waiting.Enqueue(read);
            if (_trips < TripsMax)
            {
                _trips++;
                _ = Task.Run(MakeTripsAsync, CancellationToken.None);
            }
        }

        return read.Row.Task;
    }

    private static long CountBytes(NpgsqlBatchCommand command) =>
        command.CommandText.Length + command.Parameters.Cast<NpgsqlParameter>().Sum(parameter => CountBytes(parameter.Value));

    private static long CountBytes(object? value) => value switch
    {
        string text => text.Length,
        byte[] bytes => bytes.Length,
        Array items => items.Cast<object?>().Sum(CountBytes),
        _ => 16,
    };

    private async Task MakeTripsAsync()
    {
        while (FindNext() is { } next)
        {
            List<SharedRead> reads = [];
            try
            {
                Activity.Current = next.Cause;
                await using var lease = await pools.Reads.LeaseUnchargedAsync(Share); // what each read takes is charged to its own caller
                reads = TakeAll();
                await FetchAllAsync(lease.Connection, reads);
            }
            catch (Exception failure) when (failure is OverloadedException or DatabaseUnavailableException)
            {
                TakeAll().ForEach(read => read.Row.TrySetException(failure));
            }
            catch (Exception)
            {
                // Each of those that are left runs alone, which tells whose failure it is, and on which connection it may be tried again.
                (reads.Count > 0 ? reads : TakeAll()).ForEach(read => read.Row.TrySetResult(null));
            }
        }
    }

    /// <summary>Who has waited longest; null: nobody waits, and this was the last trip.</summary>
    private SharedRead? FindNext()
    {
        lock (_lock)
        {
            if (_waiting.TryPeek(out var next))
            {
                return next;
            }

            _trips--;
            return null;
        }
    }

    private List<SharedRead> TakeAll()
    {
        List<SharedRead> taken = [];
        lock (_lock)
        {
            while (taken.Count < ReadsMax && _waiting.TryDequeue(out var read))
            {
                if (read.Left.IsCancellationRequested)
                {
                    read.Row.TrySetCanceled(read.Left);
                    continue;
                }

                taken.Add(read);
            }
        }

        return taken;
    }

    private async Task FetchAllAsync(NpgsqlConnection connection, List<SharedRead> reads)
    {
        if (reads.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var read in reads)
        {
            batch.BatchCommands.Add(Claims.CommandOfQuick(read.Caller));
            read.Command.AppendErrorBarrier = true; // ends the transaction, and with it the claims
            batch.BatchCommands.Add(read.Command);
        }

        Interlocked.Increment(ref _made);
        var begun = Stopwatch.GetTimestamp();
        var use = pools.Time.Begin(reads[0].Caller.ShareKey);
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
            foreach (var (i, read) in reads.Index())
            {
                if (i > 0)
                {
                    (begun, use) = (Stopwatch.GetTimestamp(), pools.Time.Begin(read.Caller.ShareKey));
                    await reader.NextResultAsync(CancellationToken.None);
                }

                await reader.NextResultAsync(CancellationToken.None);
                await reader.ReadAsync(CancellationToken.None);
                var row = QueryRunner.ReadRow(reader) with { DatabaseTime = Stopwatch.GetElapsedTime(begun) };
                use.End();
                use = default;
                read.Row.SetResult(row);
            }
        }
        finally
        {
            use.End();
        }
    }

    /// <param name="Left">The read is not wanted any more.</param>
    private sealed record SharedRead(NpgsqlBatchCommand Command, Caller Caller, CancellationToken Left)
    {
        public Activity? Cause { get; } = Activity.Current;

        /// <summary>What waits for it goes on in the trip's own thread, up to where it waits again: a hop to another costs more.</summary>
        public TaskCompletionSource<FetchedRow?> Row { get; } = new();
    }
}
