using Jim.GraphQL.Execution;
using Jim.GraphQL.Operations;
using Jim.Postgres.Catalog;
using Jim.Postgres.Running;

namespace Jim.Platform.Requests;

/// <summary>
/// Reads the row behind a field of C# code (<c>me.user</c>, the file of an upload) as the caller sees it, selections and all.
/// </summary>
public sealed class RowLookup(QueryRunner runner)
{
    /// <summary>The field's whole value; null where the caller sees no such row.</summary>
    /// <param name="id">The value of the relation's one-column key.</param>
    public async ValueTask<CompletedValue> ReadAsync(ResolveContext context, Relation relation, Guid id)
    {
        var prepared = RequestState.Of(context).Prepared;
        var plan = prepared.Snapshot!.Plans.Planner.PlanRow(context.Operation, context.Field, relation, [id], context.Variables);
        using var result = await runner.RunAsync(plan, context.Variables, prepared.Caller, context.Cancellation);
        var value = result.Values[0];
        return new CompletedValue(
            value.Json.ToArray(), [.. value.Errors.Select(e => e with { Path = [.. context.Path, .. e.Path.Skip(1)] })]);
    }
}
