using Jim.GraphQL.Execution;
using Jim.GraphQL.Types;
using Jim.Platform.Jobs;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>
/// The mutations of jobs. <c>replayJob</c> queues one again that was given up, with all its attempts, for administrators; it keeps its id,
/// its caller and what it is to do. <c>cancelJob</c> ends one of the caller's own that has no effect yet; administrators may end anybody's.
/// </summary>
public sealed class JobFields(
    NpgsqlDataSource dataSource, JobReplay replay, JobCancellation cancellation, RowLookup rows, RequestGuard guard)
{
    public void Add(SchemaUnderConstruction schema)
    {
        var relation = schema.Catalog.Relations.FirstOrDefault(r => r is { Platform: true, Schema: "jim", Name: "jobs" });
        if (relation is null || schema.FindRows("jim", "jobs") is not { } type)
        {
            return;
        }

        var replayed = new JobChange(
            "ReplayError", ErrorTable.JobNotDead.Create("There is no such job, or it is neither dead nor failed.").Error,
            async (connection, id, _) =>
                await JobReplay.QueueAsync(connection, id) is { } job ? stop => replay.HintAsync(job, stop) : null);
        Add(schema, relation, type, "replay", "Has a job run again that is DEAD or FAILED.", schema.FindMask("jim_admin"), replayed);

        var cancelled = new JobChange(
            "CancelError", ErrorTable.JobNotOpen.Create("There is no such mutation or command of yours that waits or runs.").Error,
            cancellation.CancelAsync);
        Add(
            schema, relation, type, "cancel", "Ends a queued mutation or command that waits or runs: it has no effect any more.",
            schema.FindReaders(type), cancelled);
    }

    private void Add(
        SchemaUnderConstruction schema, Relation relation, ObjectTypeBuilder type, string verb, string description, RoleMask visibleTo,
        JobChange change)
    {
        if (visibleTo == RoleMask.Nobody)
        {
            return;
        }

        var job = new FieldBuilder(char.ToLowerInvariant(type.Name[0]) + type.Name[1..], type)
        {
            Binding = new FieldResolver(async context =>
                ((JobChanged)context.Source!).Id is { } id ? await rows.ReadAsync(context, relation, id) : null),
        };
        var errors = new FieldResolver(context => ValueTask.FromResult<object?>(((JobChanged)context.Source!).Errors));
        var field = schema.AddMutation(
            verb + type.Name, [new("id", Scalars.Uuid.NonNull())], [job], [schema.Errors.Get(change.ErrorType)], errors);
        field.Description = description;
        field.VisibleTo = visibleTo;
        field.Binding = new FieldResolver(new JobChangeResolver(change, dataSource, guard).ResolveAsync);
    }
}
