using Jim.Postgres.Schema;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Schemas;

/// <summary>
/// What a <see cref="SchemaOwner"/> tells of its work: each failure once until it is over, and what a new snapshot leaves out or changes.
/// </summary>
internal sealed partial class SchemaReports(TimeProvider timeProvider, ILogger<SchemaOwner> logger)
{
    private long _failed;
    private volatile SchemaFailure? _failure;
    private ImmutableArray<SchemaNotice> _told = [];

    /// <summary>The failure of the last check. Null: it succeeded.</summary>
    public SchemaFailure? Failure => _failure;

    /// <summary>Whether the last check has failed, less than a time ago.</summary>
    public bool HasFailedWithin(TimeSpan time) =>
        Volatile.Read(ref _failed) is var at and not 0 && timeProvider.GetElapsedTime(at) < time;

    /// <summary>Logs that the snapshot is served now.</summary>
    public void TellReplaced(SchemaSnapshot snapshot) =>
        Log.SchemaReplaced(logger, snapshot.Version, snapshot.Catalog.Relations.Length);

    /// <summary>
    /// Logs what is wrong in the comments of a new snapshot, and all that names have left out or changed, once for each change of it.
    /// </summary>
    /// <param name="former">The snapshot before it, of which all was logged; null: there was none.</param>
    public void Tell(SchemaSnapshot snapshot, SchemaSnapshot? former)
    {
        foreach (var warning in snapshot.Catalog.Warnings.Except(former?.Catalog.Warnings ?? []))
        {
            Log.SteeringIgnored(logger, warning);
        }

        TellNotices(snapshot.Notices);
    }

    public void NoteSuccess()
    {
        Volatile.Write(ref _failed, 0);
        if (_failure is not null)
        {
            _failure = null;
            Log.SchemaRecovered(logger);
        }
    }

    /// <summary>Logs a reason once, not at every poll that fails for it.</summary>
    public void NoteFailure(Exception failure)
    {
        Volatile.Write(ref _failed, timeProvider.GetTimestamp());

        // Only these messages are Jim's own words; the text of another may hold a value of the database.
        var reason = failure is SchemaException or InvalidDataException ? failure.Message : failure.GetType().Name;
        if (_failure?.Reason == reason)
        {
            return;
        }

        _failure = new SchemaFailure(reason, timeProvider.GetUtcNow());
        if (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
        {
            Log.CatalogUnreadable(logger, reason);
        }
        else
        {
            Log.SchemaRefused(logger, reason);
        }
    }

    private void TellNotices(ImmutableArray<SchemaNotice> notices)
    {
        if (notices.SequenceEqual(_told))
        {
            return;
        }

        _told = notices;
        var lookup = notices.ToLookup(n => n.Kind);
        if (lookup.Contains(SchemaNoticeKind.LeftOut))
        {
            Log.SchemaIncomplete(logger, lookup[SchemaNoticeKind.LeftOut].Count(), string.Join("; ", lookup[SchemaNoticeKind.LeftOut]));
        }

        if (lookup.Contains(SchemaNoticeKind.Renamed))
        {
            Log.SchemaRenamed(logger, string.Join("; ", lookup[SchemaNoticeKind.Renamed]));
        }
    }
}
