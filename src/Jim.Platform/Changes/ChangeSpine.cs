using Jim.Platform.Cache;
using Jim.Platform.Identity;
using Jim.Platform.Jobs;
using Jim.Platform.Messaging;
using Jim.Platform.Schemas;
using Jim.Platform.Subscriptions;
using Jim.Postgres.Changes;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running.Replicas;

namespace Jim.Platform.Changes;

/// <summary>
/// What follows a change of the database: which parts of the process are told, in which order. Each process runs this once. A change is
/// committed rows, whoever wrote them (<see cref="TellAsync(Delta, CancellationToken)"/>), or another structure, other grants or other
/// policies (<see cref="Tell(SchemaSnapshot)"/>).
/// </summary>
/// <param name="revocations">Null: nobody must hear of revoked tokens.</param>
/// <param name="floors">Null: there are no replicas.</param>
/// <param name="turns">Null: this process runs no jobs.</param>
public sealed class ChangeSpine(
    ChangeTailer tailer, SchemaOwner schemas, ResultCache cache, LiveQueries liveQueries, IMessageBus bus,
    RevocationLog? revocations = null, ReadFloors? floors = null, JobTurns? turns = null)
{
    /// <summary>Follows the change log until cancelled. The commits of other nodes wake the tailer through the message bus.</summary>
    public async Task FollowRowsAsync(CancellationToken cancellationToken)
    {
        await using var wakeUps = await bus.ListenAsync(_ => tailer.Wake(), cancellationToken);
        await tailer.RunAsync(TellAsync, cancellationToken, cache.BeginAsync);
    }

    /// <summary>Follows the database's structure until cancelled.</summary>
    public Task FollowSchemaAsync(CancellationToken cancellationToken) => schemas.RunAsync(Tell, cancellationToken);

    /// <summary>Tells each part of committed rows, one after another.</summary>
    private async ValueTask TellAsync(Delta delta, CancellationToken cancellationToken)
    {
        if (revocations is not null)
        {
            // Before all others: nothing that was committed after a logout is told by a token that the logout ended.
            await revocations.FollowAsync(delta, cancellationToken);
        }

        if (!delta.IsEmpty)
        {
            // The cache comes first: a client that hears of a change from its live query and then sends a query must not get the older
            // answer.
            await InvalidateAsync(delta, cancellationToken);
            NoteWriters(delta);
            liveQueries.Wake(delta);
            turns?.Follow(delta);
        }

        if (delta.Now.Progress != delta.Since.Progress)
        {
            schemas.NoteCommits();
        }

        await cache.NoteToldAsync(delta.Now, cancellationToken);
    }

    /// <summary>Tells of a new schema snapshot. The cache need not be told: its keys contain the snapshot's fingerprint.</summary>
    private void Tell(SchemaSnapshot snapshot) => liveQueries.ChangeSchema(snapshot.Version);

    /// <summary>What users wrote by way of other nodes and of workers they find here, too.</summary>
    private void NoteWriters(Delta delta)
    {
        if (floors is null)
        {
            return;
        }

        if (delta.Overflow)
        {
            floors.NoteForAll();
        }

        foreach (var writer in delta.Changes.Select(change => change.Actor).OfType<Guid>().Distinct())
        {
            floors.Note(writer.ToString());
        }
    }

    private async ValueTask InvalidateAsync(Delta delta, CancellationToken cancellationToken)
    {
        using var step = JimTelemetry.Start(SpanNames.ChangeInvalidate);
        var snapshot = schemas.Current;
        var tags = delta.Overflow
            ? snapshot.Catalog.Relations.Select(r => r.Oid).Concat(snapshot.Catalog.Others.Keys)
                .SelectMany(CacheTags.ForAll)
            : delta.Changes.GroupBy(c => c.Table)
                .SelectMany(table => CacheTags.ForChanges(table.Key, snapshot.FindPinColumns(table.Key), [.. table]));
        await cache.InvalidateAsync([.. tags], delta.Now.Progress, cancellationToken);
    }
}
