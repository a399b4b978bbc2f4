using Jim.GraphQL.Execution;
using Jim.Postgres.Catalog;
using Jim.Postgres.Running;

namespace Jim.Platform.Requests;

/// <summary>
/// Reads the row behind a field of C# code (<c>me.user</c>, the file of an upload) as the caller sees it, with everything that
/// the operation selects of it.
/// </summary>
public sealed class RowLookup(QueryRunner runner, RequestGuard guard)
{
    /// <summary>The whole value of the field; null where the caller may see no such row.</summary>
    /// <param name="id">The value of the relation's one-column key.</param>
    public ValueTask<CompletedValue> ReadAsync(ResolveContext context, Relation relation, Guid id) =>
        guard.ResolveAsync(() => RunAsync(context, relation, id));

    private async ValueTask<CompletedValue> RunAsync(ResolveContext context, Relation relation, Guid id)
    {
        var input = RequestState.Get(context).Input;
        var plan = input.Snapshot.Plans.Planner.PlanRow(context.Operation, context.Field, relation, [id], context.Variables);
        using var result = await runner.RunAsync(plan, context.Variables, input.Caller, context.Cancellation);
        var value = result.Values[0];
        return new CompletedValue(
            value.Json.ToArray(), [.. value.Errors.Select(e => e with { Path = [.. context.Path, .. e.Path.Skip(1)] })]);
    }
}
