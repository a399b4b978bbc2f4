using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Validation;
using Jim.Platform.Protocol;
using Jim.Platform.Schemas;
using Jim.Postgres.Rights;

namespace Jim.Platform.Requests;

/// <summary>A request that was parsed, validated and had its variables coerced, or the answer that refuses it.</summary>
public sealed record PreparedRequest(GraphQLRequest Request, Caller Caller)
{
    /// <summary>Set when the request goes no further.</summary>
    public GraphQLResponse? Refusal { get; init; }

    /// <summary>The schema and plans it began with and ends on.</summary>
    public SchemaSnapshot? Snapshot { get; init; }

    public Operation? Operation { get; init; }

    public VariableValues Variables { get; init; } = VariableValues.None;

    /// <summary>The hash under which its text is kept from now on, for <c>extensions.persistedQuery</c>; null: nothing was kept.</summary>
    public string? PersistedHash { get; init; }

    /// <summary>What it costs (HC0047), for who asks by <c>GraphQL-Cost: report</c> or <c>validate</c>.</summary>
    public OperationCost Cost { get; init; }

    public OperationKind Kind => Operation?.Kind ?? OperationKind.Query;

    /// <summary>
    /// Of a query with <c>@defer</c> or <c>@stream</c> that is on: what a client that takes its answer in parts gets first. Else null.
    /// </summary>
    public OperationPart? FirstPart { get; init; }

    public ExecutionOptions ExecutionOptions => Request.ErrorsWithoutPropagation ? WithoutPropagation : ExecutionOptions.Default;

    private static ExecutionOptions WithoutPropagation { get; } = new() { ErrorHandling = ErrorHandling.Null };
}
