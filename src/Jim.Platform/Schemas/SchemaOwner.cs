using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Schemas;

/// <summary>
/// Owns the schema snapshot that is served. Asks the database at a steady interval and after commits whether its structure, grants or
/// policies changed (event triggers would need a superuser, which managed databases do not give), and then has a new snapshot built. The
/// new one takes the place of the old in one assignment after it is complete: a build that fails at any step leaves the old structure, and
/// is tried again at the next poll. From the time when the change is found until then no cached answer is given
/// (<see cref="SchemaSnapshot.IsOutdated"/>). A request that has reason to think that the database changed makes it check at once
/// (<see cref="LookAsync"/>). The change for which no snapshot can be built may have changed policies too. So until a build succeeds, no
/// answer is shared between callers (see <see cref="SchemaSnapshot.WithUnknownPolicies"/>).
/// </summary>
public sealed class SchemaOwner(SnapshotBuilder builder, TimeProvider timeProvider, ILogger<SchemaOwner> logger) : IDisposable
{
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    /// <summary>A check takes no longer: a server that does not answer counts as a failure, and the next poll asks again.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long after a look that found nothing the next one for a weak reason is done: such reasons clients can give at will, and a look
    /// costs Postgres some milliseconds.
    /// </summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _checking = new(1, 1);
    private readonly SemaphoreSlim _replaced = new(0);
    private readonly CommitLooks _commits = new(timeProvider);
    private readonly SchemaReports _reports = new(timeProvider, logger);
    private Published? _preloaded;
    private long _asked;
    private long _answered;
    private long _lookedInVain;
    private volatile Published? _published;

    /// <summary>Whether a schema is served.</summary>
    public bool IsLoaded => _published is not null;

    /// <summary>The snapshot that is served. Throws <see cref="InvalidOperationException"/> before the first was built.</summary>
    public SchemaSnapshot Current => _published?.Snapshot ?? throw new InvalidOperationException("The schema is not loaded yet.");

    /// <summary>The failure of the last check, after which <see cref="Current"/> may be behind the database. Null: it succeeded.</summary>
    public SchemaFailure? Failure => _reports.Failure;

    /// <summary>
    /// Builds the first snapshot before it is asked for. The first check takes it if the database is still in the same state, and finds
    /// what failed here: this throws nothing and tells nobody.
    /// </summary>
    public async Task PreloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = await builder.ReadStateAsync(cancellationToken);
            _preloaded = new(state, await builder.BuildAsync(present: null, isPoll: true, cancellationToken));
        }
        catch (Exception)
        {
            // The first check meets it too.
        }
    }

    /// <summary>
    /// Asks the database now, and builds a snapshot where it changed. True when there is a new snapshot. Throws what
    /// <see cref="SnapshotBuilder.BuildAsync"/> throws, after noting it in <see cref="Failure"/>.
    /// </summary>
    public Task<bool> CheckAsync(CancellationToken cancellationToken) => CheckAsync(LookReason.Poll, cancellationToken);

    /// <summary>
    /// Something was committed, which may have been a change of the structure: <see cref="RunAsync"/> looks before the next poll. Safe for
    /// threads.
    /// </summary>
    public void NoteCommits() => _commits.NoteCommits();

    private async Task<bool> CheckAsync(LookReason reason, CancellationToken cancellationToken)
    {
        // Checks are numbered as they are asked for; one that begins later answers all that were asked before.
        var number = Interlocked.Increment(ref _asked);
        using var deadline = new CancellationTokenSource(Deadline, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await _checking.WaitAsync(either.Token);
        try
        {
            if (_answered >= number)
            {
                return false;
            }

            var asked = Volatile.Read(ref _asked);
            var replaced = await ReplaceAsync(reason, either.Token);
            _answered = replaced is null ? _answered : asked;
            _reports.NoteSuccess();
            return replaced == true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            _reports.NoteFailure(failure);
            throw;
        }
        finally
        {
            _checking.Release();
        }
    }

    /// <summary>
    /// Looks now, for a request that met what its schema does not explain; many requests at once share one look that begins after the last
    /// of them has asked. Does not throw: a look that failed is told by <see cref="Failure"/>.
    /// </summary>
    /// <param name="seen">The snapshot of the request.</param>
    /// <param name="urgent">True: nothing but another structure explains it.</param>
    /// <returns>The snapshot that is served now; <paramref name="seen"/> where no change was found.</returns>
    public async ValueTask<SchemaSnapshot> LookAsync(SchemaSnapshot seen, bool urgent, CancellationToken cancellationToken)
    {
        if (Current != seen || _reports.HasFailedWithin(PollInterval) || (!urgent && IsWithin(Rest, ref _lookedInVain)))
        {
            return Current;
        }

        try
        {
            if (await CheckAsync(LookReason.Request, cancellationToken))
            {
                _reports.TellReplaced(Current);
                _replaced.Release();
            }
            else if (Current == seen)
            {
                Volatile.Write(ref _lookedInVain, timeProvider.GetTimestamp());
            }
        }
        catch (Exception)
        {
            // Logged and told by Failure, or the client has left.
            _replaced.Release();
        }

        return Current;
    }

    /// <summary>
    /// Checks at every poll interval until cancelled; a check that fails ends nothing. Tells of what <see cref="LookAsync"/> finds too.
    /// </summary>
    /// <param name="changed">Told of each new snapshot, after <see cref="Current"/> is it and before the next check; also of the one
    /// with unknown policies that stands in after a failed build. Where it throws, it is told again after the next poll.</param>
    public async Task RunAsync(Action<SchemaSnapshot> changed, CancellationToken cancellationToken)
    {
        var told = _published?.Snapshot;
        using var timer = new PeriodicTimer(PollInterval, timeProvider);
        Task? tick = null;
        Task? replaced = null;
        Task? committed = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                tick ??= timer.WaitForNextTickAsync(cancellationToken).AsTask();
                replaced ??= _replaced.WaitAsync(cancellationToken);
                committed ??= _commits.WaitAsync(cancellationToken);
                var first = await Task.WhenAny(tick, replaced, committed);
                await first;
                var isPoll = first == tick;
                tick = isPoll ? null : tick;
                replaced = first == replaced ? null : replaced;
                committed = first == committed ? null : committed;

                // After a failure the next poll tries again, not every commit.
                if ((isPoll || (committed is null && Failure is null))
                    && await CheckAsync(isPoll ? LookReason.Poll : LookReason.Commit, cancellationToken))
                {
                    _reports.TellReplaced(Current);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // CheckAsync has logged the failure and set Failure. Whatever it was, the next poll tries again.
            }

            try
            {
                if (_published?.Snapshot is { } snapshot && snapshot != told)
                {
                    changed(snapshot);
                    told = snapshot;
                }
            }
            catch (Exception fault)
            {
                // Told again after the next poll: who has not heard of a schema would go on with the old one.
                BackgroundFaults.Report(logger, "the following of the schema", fault);
            }
        }
    }

    public void Dispose()
    {
        _checking.Dispose();
        _replaced.Dispose();
        _commits.Dispose();
    }

    /// <returns>Whether there is a new snapshot; null: there has to be one, and the next poll builds it.</returns>
    private async Task<bool?> ReplaceAsync(LookReason reason, CancellationToken cancellationToken)
    {
        var present = _published;
        string? state = null;
        var began = timeProvider.GetTimestamp();
        try
        {
            // The state is read first: what changes while the rest is read moves the state again, and the next check sees that.
            state = await builder.ReadStateAsync(cancellationToken);
            _commits.NoteEnd(began, built: false);
            present?.Snapshot.IsOutdated = state != present.State;
            if (state == present?.State && (reason != LookReason.Poll || present.Snapshot.Awaited == AwaitedTables.None))
            {
                return false;
            }

            if (reason == LookReason.Commit && !_commits.TryBeginBuild())
            {
                return null;
            }

            began = timeProvider.GetTimestamp();
            var preloaded = Interlocked.Exchange(ref _preloaded, null);
            var snapshot = preloaded?.State == state
                ? preloaded.Snapshot
                : await builder.BuildAsync(present?.Snapshot, reason == LookReason.Poll, cancellationToken);
            _commits.NoteEnd(began, built: true);
            snapshot.IsOutdated = false;
            _published = new Published(state, snapshot);
            _reports.Tell(snapshot, present?.Snapshot);
            return snapshot != present?.Snapshot;
        }
        catch (Exception failure) when (present is { State: not null } && MayHaveChanged(state, failure))
        {
            _published = new Published(null, present.Snapshot.WithUnknownPolicies());
            throw;
        }
    }

    /// <summary>Whether a check that failed leaves it open that the policies changed; an outage alone does not say so.</summary>
    /// <param name="state">Another state than that of the snapshot; null: it could not be read.</param>
    private static bool MayHaveChanged(string? state, Exception failure) =>
        state is not null || failure is PostgresException { IsTransient: false };

    /// <summary>Whether less than a time has passed since a timestamp; 0: it never was.</summary>
    private bool IsWithin(TimeSpan time, ref long since) =>
        Volatile.Read(ref since) is var at and not 0 && timeProvider.GetElapsedTime(at) < time;

    /// <summary>What is served, and the database's state that it was built from; null: the database has another state by now.</summary>
    private sealed record Published(string? State, SchemaSnapshot Snapshot);
}
