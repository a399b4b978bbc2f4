using Jim.GraphQL.Execution;
using Jim.GraphQL.Types;
using Jim.Platform.Jobs;
using Jim.Postgres.Schema;

namespace Jim.Platform.Requests;

/// <summary>
/// <c>replayJob</c>: queues a job again that was given up, with all its attempts, for administrators. The job keeps its id, its caller and
/// what it is to do.
/// </summary>
public sealed class ReplayJobField(JobReplay replay, RowLookup rows, RequestGuard guard)
{
    public void Add(SchemaUnderConstruction schema)
    {
        var relation = schema.Catalog.Relations.FirstOrDefault(r => r is { Platform: true, Schema: "jim", Name: "jobs" });
        var administrators = schema.FindMask("jim_admin");
        if (relation is null || administrators == RoleMask.Nobody || schema.FindRows("jim", "jobs") is not { } type)
        {
            return;
        }

        var job = new FieldBuilder(char.ToLowerInvariant(type.Name[0]) + type.Name[1..], type)
        {
            Binding = new FieldResolver(async context =>
                ((JobReplayed)context.Source!).Id is { } id ? await rows.ReadAsync(context, relation, id) : null),
        };
        var errors = new FieldResolver(context => ValueTask.FromResult<object?>(((JobReplayed)context.Source!).Errors));
        var field = schema.AddMutation(
            $"replay{type.Name}", [new("id", Scalars.Uuid.NonNull())], [job], [schema.Errors.Get("ReplayError")], errors);
        field.Description = "Has a job run again that is DEAD or FAILED.";
        field.VisibleTo = administrators;
        field.Binding = new FieldResolver(new ReplayJobResolver(replay, guard).ResolveAsync);
    }
}
