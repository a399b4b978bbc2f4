using System.Security.Cryptography;
using System.Text;
using Jim.Postgres.Changes;

namespace Jim.Platform.Cache;

/// <summary>
/// How far the cache store has been told of commits by the processes that share it. A process that starts goes on from there, so that what
/// was written while no process ran is told too. Where nobody knows how far that was, it begins a new era. Keys of answers contain the
/// era, so that those of an earlier one are never found again.
/// </summary>
internal sealed class CacheProgress(ICacheStore store, TimeProvider timeProvider)
{
    private const string Key = "cache-told";

    /// <summary>Longer than answers are kept: once the note is gone, no answer is left that it was about.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private static readonly TimeSpan NotedEvery = TimeSpan.FromSeconds(1);

    private volatile string? _era;
    private string? _abandoned;
    private PgSnapshot? _begin;
    private long _noted;

    /// <summary>
    /// Part of the key of every answer; null: no answer may be kept or found yet, because nobody tells the store of commits.
    /// </summary>
    public string? Era => _era;

    /// <summary>From which snapshot on this process has to tell the store of commits.</summary>
    /// <param name="now">A snapshot of the present moment.</param>
    public async ValueTask<PgSnapshot> BeginAsync(PgSnapshot now, CancellationToken cancellationToken)
    {
        // Where the note is ahead of the database, an older backup of it was restored since.
        var note = await ReadAsync(cancellationToken);
        var isAhead = note is not null && !now.Includes(note.Told);
        _abandoned = isAhead ? note!.Era : null;
        _begin = note is null || isAhead ? now : note.Told;
        return _begin;
    }

    /// <summary>Notes that the store has been told of everything that a snapshot sees. Does not throw for a store that is away.</summary>
    public async ValueTask NoteAsync(PgSnapshot told, CancellationToken cancellationToken)
    {
        if (_era is not null && timeProvider.GetElapsedTime(_noted) < NotedEvery)
        {
            return;
        }

        _noted = timeProvider.GetTimestamp();
        _begin ??= told;

        // Processes that share the store share its era, where the one that noted it has told of everything before this one began.
        var note = await ReadAsync(cancellationToken);
        _era = note is not null && note.Era != _abandoned && note.Told.Includes(_begin)
            ? note.Era
            : _era ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        try
        {
            await store.SetAsync(Key, [], Encoding.UTF8.GetBytes($"{_era} {told}"), KeptFor, cancellationToken);
        }
        catch (CacheUnavailableException)
        {
            // The next process goes on from an earlier snapshot, or begins an era.
        }
    }

    private async ValueTask<Note?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = (await store.FindAsync(Key, [], cancellationToken)).Value is { } bytes
                ? Encoding.UTF8.GetString(bytes.Span)
                : string.Empty;
            return text.Split(' ') is [var era, var told] && PgSnapshot.TryParse(told, out var snapshot) ? new Note(era, snapshot) : null;
        }
        catch (CacheUnavailableException)
        {
            return null;
        }
    }

    private sealed record Note(string Era, PgSnapshot Told);
}
