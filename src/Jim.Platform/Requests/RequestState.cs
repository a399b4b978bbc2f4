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

    /// <summary>Runs a root field of a mutation; set by the execution that owns the transaction.</summary>
    public Func<CollectedField, CancellationToken, ValueTask<CompletedValue>>? RunMutationField { get; init; }

    /// <summary>
    /// Gives the value of a field of C# code that runs, or has run, within a transaction (<see cref="ITransactionField"/>), or throws why
    /// it has none; null: such a field has a transaction of its own.
    /// </summary>
    public Func<CollectedField, CancellationToken, ValueTask<object?>>? RunJoinedField { get; init; }

    public static RequestState Get(ResolveContext context) => (RequestState)context.RequestState!;
}
