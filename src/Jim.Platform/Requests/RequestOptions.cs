using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;
using Jim.GraphQL.Validation;

namespace Jim.Platform.Requests;

/// <summary>Limits and switches of request execution.</summary>
/// <param name="OperationTime">Longest time for one operation; statements end a little earlier.</param>
/// <param name="CostMax">Highest field cost (HC0047).</param>
/// <param name="Cache">False: every query runs.</param>
/// <param name="SchemaForAll">
/// True in development: every role may read the schema, and errors suggest its names. Else administrators only.
/// </param>
public sealed record RequestOptions(
    ParserOptions Parser, ValidationOptions Validation, TimeSpan OperationTime, double CostMax, bool Cache, bool SchemaForAll)
{
    public CoercionLimits Coercion { get; init; } = CoercionLimits.Default;

    /// <summary>What holds for documents of a role.</summary>
    public ValidationOptions ValidationFor(string role) =>
        SchemaForAll || role == "jim_admin"
            ? Validation with { Introspection = true, Suggestions = true }
            : Validation with { Introspection = false, Suggestions = false };
}
