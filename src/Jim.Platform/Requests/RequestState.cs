using System.Collections.Frozen;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Operations;
using Jim.Postgres.Rights;

namespace Jim.Platform.Requests;

/// <summary>What the resolvers of one request share: its input, and the values of the root fields that the database answers.</summary>
public sealed class RequestState(OperationInput input)
{
    public OperationInput Input { get; } = input;

    public Caller Caller => Input.Caller;

    /// <summary>Values of a query's root fields, which the database gave before execution began, by response name.</summary>
    public Dictionary<string, CompletedValue> Completed { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Fields of C# code that have run within a transaction, by response name: each gives the field's value, or throws why it has none.
    /// </summary>
    public IReadOnlyDictionary<string, Func<object?>> Joined { get; init; } = FrozenDictionary<string, Func<object?>>.Empty;

    /// <summary>Runs a root field of a mutation; set by the execution that owns the transaction.</summary>
    public Func<CollectedField, CancellationToken, ValueTask<CompletedValue>>? RunMutationField { get; init; }

    public static RequestState Get(ResolveContext context) => (RequestState)context.RequestState!;
}
