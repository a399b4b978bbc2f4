using Jim.GraphQL.Execution;
using Jim.GraphQL.Operations;
using Jim.Postgres.Rights;

namespace Jim.Platform.Requests;

/// <summary>What the resolvers of one request share: the caller, and how the database's root fields are answered.</summary>
public sealed class RequestState(PreparedRequest prepared)
{
    public PreparedRequest Prepared { get; } = prepared;

    public Caller Caller => Prepared.Caller;

    /// <summary>Root fields that were answered before execution began, by response name.</summary>
    public Dictionary<string, CompletedValue> Completed { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs a root field of a mutation; set by the execution that owns the transaction.</summary>
    public Func<CollectedField, CancellationToken, ValueTask<CompletedValue>>? RunMutationField { get; init; }

    public static RequestState Of(ResolveContext context) => (RequestState)context.RequestState!;
}
