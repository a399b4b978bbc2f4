using System.Runtime.CompilerServices;
using Jim.Postgres.Changes;
using Jim.Postgres.Running;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// The events of one subscription to the changes of a table's rows. When something was committed that may concern it, one transaction reads
/// the log since the last one, and the rows that it names as the subscriber sees them; what the subscriber had before is known from
/// <see cref="ChangeMemory"/>. Between two runs there is no SQL.
/// </summary>
internal sealed class ChangeFeed : IDisposable
{
    private readonly ChangeQuery _query;
    private readonly FairQueue _runs;
    private readonly TimeProvider _timeProvider;
    private readonly ChangeMemory _memory;
    private readonly LivePace _pace = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _dirty = new(1, 1);
    private readonly Lock _moving = new();
    private readonly ITimer? _clock;
    private bool _isPending = true;

    public ChangeFeed(
        ChangeQuery query, ChangeMemory memory, FairQueue runs, TimeProvider timeProvider, TimeSpan clockInterval)
    {
        (_query, _memory, _runs, _timeProvider) = (query, memory, runs, timeProvider);
        _clock = query.Reads.Unknown ? timeProvider.CreateTimer(_ => MarkDirty(), null, clockInterval, clockInterval) : null;
    }

    public long SchemaVersion => _query.SchemaVersion;

    /// <summary>
    /// Has what was committed read, where it may concern the subscriber. Where it does not, the subscriber has been told up to there.
    /// </summary>
    public void Hear(Delta delta)
    {
        var reads = _query.Reads;
        if (delta.Overflow || delta.Changes.Any(c => (reads.Unknown || reads.Tables.Contains(c.Table)) && !_memory.Sees(c.Xid)))
        {
            MarkDirty();
            return;
        }

        lock (_moving)
        {
            if (!_isPending)
            {
                _memory.Skip(delta);
            }
        }
    }

    /// <summary>No more events follow, because the schema has changed.</summary>
    public void End() => _ = _ended.CancelAsync();

    public void Dispose()
    {
        _clock?.Dispose();
        End();
    }

    /// <summary>The events, until the schema changes.</summary>
    public async IAsyncEnumerable<GraphQLResponse> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        var isFailing = false;
        while (await WaitAsync(either.Token, cancellationToken))
        {
            var (batch, failure) = await TryReadAsync(either.Token, cancellationToken);
            if (failure is not null)
            {
                // Told once, however often it is tried until it succeeds.
                if (!isFailing && !Cohort.IsNoAnswer(failure))
                {
                    isFailing = true;
                    yield return failure with { Outcome = ResponseOutcome.Executed, CachedData = "null"u8.ToArray() };
                }

                MarkDirty();
                await PauseAsync(Cohort.FaultPause, either.Token, cancellationToken);
                continue;
            }

            if (batch is null)
            {
                break;
            }

            using (batch)
            {
                foreach (var answer in batch.Write())
                {
                    yield return answer;
                }
            }

            isFailing = false;
            Settle();
            await PauseAsync(_pace.Pause, either.Token, cancellationToken);
        }
    }

    /// <summary>Null for both: the schema has changed.</summary>
    private async Task<(ChangeBatch? Batch, GraphQLResponse? Failure)> TryReadAsync(CancellationToken either, CancellationToken client)
    {
        FairShare? share = null;
        try
        {
            while (_query.FindWait() is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, _timeProvider, either);
            }

            share = await _runs.EnterAsync(_query.User, either);
            await using var reads = _query.Open();
            var batch = await _memory.ReadAsync(_query, reads, either);
            _pace.Note(reads.DatabaseTime);
            return (batch, null);
        }
        catch (OperationCanceledException) when (!client.IsCancellationRequested && either.IsCancellationRequested)
        {
            return (null, null);
        }
        catch (Exception e) when (_query.Answer(e) is { } answer)
        {
            return (null, answer);
        }
        finally
        {
            if (share is not null)
            {
                _runs.Leave(share);
            }
        }
    }

    /// <summary>Waits until something was committed; false: the schema has changed.</summary>
    private async Task<bool> WaitAsync(CancellationToken either, CancellationToken client)
    {
        try
        {
            await _dirty.WaitAsync(either);
            return true;
        }
        catch (OperationCanceledException) when (!client.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken either, CancellationToken client)
    {
        await Task.Delay(pause, _timeProvider, either).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        client.ThrowIfCancellationRequested();
    }

    /// <summary>All that was pending before the run is told; what came during it has released <see cref="_dirty"/> again.</summary>
    private void Settle()
    {
        lock (_moving)
        {
            _isPending = _dirty.CurrentCount > 0;
        }
    }

    private void MarkDirty()
    {
        lock (_moving)
        {
            _isPending = true;
            if (_dirty.CurrentCount == 0)
            {
                _dirty.Release();
            }
        }
    }
}
