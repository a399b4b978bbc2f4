using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Jim.Postgres.Changes;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running.Replicas;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Cache;

/// <summary>
/// Answers of query operations, kept until something changes that they read. That has tags (<see cref="CacheTags"/>), each with a version,
/// and an answer is kept under the versions of its tags as they were before its SQL ran. A commit raises the versions, after which the
/// answer is not found any more, and the next one takes its place. The versions are raised for a write of this process before it is
/// answered, for others' by the tailer, within its poll interval. Nothing is kept or found before the tailer has begun
/// (<see cref="NoteToldAsync"/>).
/// </summary>
/// <param name="floors">Null: there are no replicas.</param>
public sealed partial class ResultCache(
    ICacheStore store, TimeProvider timeProvider, ILogger<ResultCache> logger, ReadFloors? floors = null)
{
    /// <summary>An answer with more bytes of <c>data</c> is not kept.</summary>
    public const int EntryBytesMax = 1 << 20;

    private const int PendingTagsMax = 10_000;

    /// <summary>
    /// So many runs that failed does a caller wait for before it goes on without the others: each time one of those who waited runs for
    /// all, so that a statement that is slow for everybody and times out is not sent by everybody.
    /// </summary>
    private const int LeadersMax = 3;
    private static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, Task<CachedAnswer?>> _inFlight = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ulong> _pending = new(StringComparer.Ordinal);
    private readonly SharedRuns _runs = new();
    private readonly CacheProgress _progress = new(store, timeProvider);
    private readonly Outage _outage = new();

    /// <summary>
    /// The kept answer (then <c>Hit</c> is true), or the one that <paramref name="run"/> makes; null where that gives null. One run for
    /// each key at a time: other callers wait for it and take its answer.
    /// </summary>
    /// <param name="question">
    /// Everything that the answer depends on besides data, as bytes: operation, variables, role and the claims that its policies read.
    /// </param>
    /// <param name="tags">What it and its policies read, as <see cref="CacheTags"/> names it.</param>
    /// <param name="notBefore">The answer must include what this snapshot sees; null: any.</param>
    /// <param name="run">Asks Postgres. It gives null for an answer that must not be kept, because it has errors.</param>
    /// <param name="cancellationToken">The request is left.</param>
    /// <param name="floor">The answer must not be of an earlier mark of the primary; one that another caller asked for may be.</param>
    public async ValueTask<(CachedAnswer? Answer, bool Hit)> GetOrRunAsync(
        ReadOnlyMemory<byte> question, IReadOnlyList<string> tags, PgSnapshot? notBefore, Func<Task<CachedAnswer?>> run,
        CancellationToken cancellationToken, long floor = 0)
    {
        if (await FindAsync(question, tags, cancellationToken) is not var (place, kept))
        {
            return (await RunWithoutStoreAsync(question, notBefore, floor, run, cancellationToken), false);
        }

        if (kept is not null && (notBefore is null || PgSnapshot.Parse(kept.PgSnapshotText).Includes(notBefore)))
        {
            return (kept, true);
        }

        var keptFrom = floors?.FindForKept(tags, place.Versions) ?? 0;
        if (notBefore is not null)
        {
            var fresh = await run();
            await KeepAsync(place, fresh, keptFrom, cancellationToken);
            return (fresh, false);
        }

        for (var leaders = 0; leaders < LeadersMax; leaders++)
        {
            var mine = new TaskCompletionSource<CachedAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
            var first = _inFlight.GetOrAdd(place.ToString(), mine.Task);
            if (first == mine.Task)
            {
                return (await RunForAllAsync(place, mine, run, keptFrom, cancellationToken), false);
            }

            if (await first.WaitAsync(cancellationToken) is { } shared)
            {
                return shared.MarkNumber >= floor
                    ? (shared, false)
                    : (await RunWithoutStoreAsync(question, notBefore, floor, run, cancellationToken), false);
            }
        }

        return (await RunWithoutStoreAsync(question, notBefore, floor, run, cancellationToken), false);
    }

    /// <summary>
    /// Makes every answer outdated that was kept under one of the tags of a commit. Where the store does not answer, this process uses no
    /// cached answer under these tags until the store has been told. Does not throw for a store that is away.
    /// </summary>
    /// <param name="progress"><see cref="PgSnapshot.Progress"/> of a snapshot that sees the commit.</param>
    public async ValueTask InvalidateAsync(IReadOnlyList<string> tags, ulong progress, CancellationToken cancellationToken)
    {
        if (tags.Count == 0)
        {
            return;
        }

        try
        {
            await store.BumpAsync(tags, progress, cancellationToken);
            foreach (var tag in tags)
            {
                if (_pending.TryGetValue(tag, out var waiting) && waiting <= progress)
                {
                    _pending.TryRemove(new KeyValuePair<string, ulong>(tag, waiting));
                }
            }

            if (_pending.IsEmpty && _outage.End())
            {
                Log.CacheBack(logger);
            }
        }
        catch (CacheUnavailableException)
        {
            if (_outage.Begin(nameof(CacheUnavailableException)))
            {
                Log.CacheNotInvalidated(logger);
            }

            foreach (var tag in tags.Select(CacheTags.WithoutValue).Distinct())
            {
                _pending.AddOrUpdate(tag, progress, (_, waiting) => Math.Max(waiting, progress));
            }
        }
    }

    /// <summary>
    /// From which snapshot on the cache must be told of commits: an earlier one than <paramref name="now"/> where the store has answers
    /// that were kept by processes which have ended since.
    /// </summary>
    public ValueTask<PgSnapshot> BeginAsync(PgSnapshot now, CancellationToken cancellationToken) =>
        _progress.BeginAsync(now, cancellationToken);

    /// <summary>
    /// The cache has been told of all commits that a snapshot sees (<see cref="InvalidateAsync"/>); from the first call on answers are
    /// kept. Does not throw for a store that is away.
    /// </summary>
    public ValueTask NoteToldAsync(PgSnapshot told, CancellationToken cancellationToken) =>
        _pending.IsEmpty ? _progress.NoteAsync(told, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Tells the store which tags changed while it did not answer. Called before each lookup while there are any.</summary>
    public async ValueTask InvalidatePendingAsync(CancellationToken cancellationToken)
    {
        foreach (var (tag, progress) in _pending.Take(PendingTagsMax))
        {
            await InvalidateAsync([tag], progress, cancellationToken);
        }
    }

    /// <summary>A caller with a cursor may know of a commit that is on its way to this node, and asks for itself.</summary>
    private async Task<CachedAnswer?> RunWithoutStoreAsync(
        ReadOnlyMemory<byte> question, PgSnapshot? notBefore, long floor, Func<Task<CachedAnswer?>> run,
        CancellationToken cancellationToken)
    {
        if (notBefore is not null)
        {
            return await run();
        }

        var answer = await _runs.RunAsync(Convert.ToHexStringLower(SHA256.HashData(question.Span)), run, cancellationToken);
        return answer is null || answer.MarkNumber >= floor ? answer : await run();
    }

    private async Task<CachedAnswer?> RunForAllAsync(
        Place place, TaskCompletionSource<CachedAnswer?> mine, Func<Task<CachedAnswer?>> run, long keptFrom,
        CancellationToken cancellationToken)
    {
        CachedAnswer? answer = null;
        try
        {
            answer = await run();
            await KeepAsync(place, answer, keptFrom, cancellationToken);
            return answer;
        }
        finally
        {
            _inFlight.TryRemove(place.ToString(), out _);
            mine.SetResult(answer);
        }
    }

    /// <summary>Null: the store cannot tell what is still true.</summary>
    private async ValueTask<(Place Place, CachedAnswer? Answer)?> FindAsync(
        ReadOnlyMemory<byte> question, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        if (!_pending.IsEmpty)
        {
            await InvalidatePendingAsync(cancellationToken);
            if (tags.Select(CacheTags.WithoutValue).Any(_pending.ContainsKey))
            {
                return null;
            }
        }

        if (_progress.Era is not { } era)
        {
            return null;
        }

        try
        {
            var key = string.Concat(era, Convert.ToHexStringLower(question.Span));
            var (versions, value) = await store.FindAsync(key, tags, cancellationToken);
            return (new Place(key, versions), value is { } bytes ? CachedAnswer.Read(bytes) : null);
        }
        catch (CacheUnavailableException)
        {
            return null;
        }
    }

    /// <param name="keptFrom">
    /// The versions say that commits are in the answer. That of a replica is kept where it is sure to have them.
    /// </param>
    private async ValueTask KeepAsync(Place place, CachedAnswer? answer, long keptFrom, CancellationToken cancellationToken)
    {
        if (answer is null || answer.MarkNumber < keptFrom || answer.Data.Length > EntryBytesMax)
        {
            return;
        }

        try
        {
            // Varied by a tenth, so that entries that were made at the same time do not expire at the same time.
            var jitter = 0.9 + (0.2 * (timeProvider.GetTimestamp() % 1000 / 1000.0));
            await store.SetAsync(place.Key, place.Versions, answer.ToBytes(), TimeToLive * jitter, cancellationToken);
        }
        catch (CacheUnavailableException)
        {
            // The answer is right all the same. It is not kept, so the next request asks Postgres again.
        }
    }

    /// <summary>Where an answer belongs in the store.</summary>
    /// <param name="Versions">Those of its tags, from before it was made: its commits are those that are in it.</param>
    private readonly record struct Place(string Key, IReadOnlyList<string> Versions)
    {
        public override string ToString() => $"{Key} {string.Join(' ', Versions)}";
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.CacheNotInvalidated, LogLevel.Warning,
            "The cache store does not answer: tables that change pass the cache by on this node until it does.")]
        public static partial void CacheNotInvalidated(ILogger logger);

        [LoggerMessage(LogEvents.CacheBack, LogLevel.Information, "The cache store answers again.")]
        public static partial void CacheBack(ILogger logger);
    }
}

/// <summary>An answer as it is kept.</summary>
/// <param name="PgSnapshotText">The MVCC snapshot it was read in, as <c>pg_current_snapshot()</c> prints it.</param>
/// <param name="Data">The value of <c>data</c>, as JSON in UTF-8.</param>
public sealed record CachedAnswer(string PgSnapshotText, ReadOnlyMemory<byte> Data)
{
    /// <summary>The number of the mark of the primary that a replica showed; the primary itself is later than all.</summary>
    public long MarkNumber { get; init; } = long.MaxValue;

    internal byte[] ToBytes()
    {
        var snapshotBytes = Encoding.UTF8.GetByteCount(PgSnapshotText);
        var bytes = new byte[4 + snapshotBytes + Data.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, snapshotBytes);
        Encoding.UTF8.GetBytes(PgSnapshotText, bytes.AsSpan(4));
        Data.CopyTo(bytes.AsMemory(4 + snapshotBytes));
        return bytes;
    }

    internal static CachedAnswer? Read(ReadOnlyMemory<byte> bytes)
    {
        var size = bytes.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
        return size < 0 || size > bytes.Length - 4
            ? null
            : new CachedAnswer(Encoding.UTF8.GetString(bytes.Span.Slice(4, size)), bytes[(4 + size)..]);
    }
}
