using Jim.GraphQL.Operations;
using Jim.GraphQL.Validation;

namespace Jim.Platform.Requests;

/// <summary>
/// What the step "prepare" makes of a request, one of four cases: <see cref="RefusedRequest"/>, <see cref="PreparedQuery"/>,
/// <see cref="PreparedMutation"/> or <see cref="PreparedSubscription"/>.
/// </summary>
public abstract record PreparedRequest
{
    private protected PreparedRequest(GraphQLRequest request) => Request = request;

    public GraphQLRequest Request { get; }
}

/// <summary>A request that goes no further.</summary>
/// <param name="Answer">Says why. Whoever sends it disposes it.</param>
public sealed record RefusedRequest(GraphQLRequest Request, GraphQLResponse Answer) : PreparedRequest(Request)
{
    public static RefusedRequest For(GraphQLRequest request, RequestError error) => new(request, GraphQLResponse.Refused(error));

    /// <summary>A request with faults in its document, its choice of an operation or its variables.</summary>
    public static RefusedRequest Invalid(GraphQLRequest request, params IReadOnlyList<GraphQLError> errors) =>
        new(request, GraphQLResponse.Refused(ResponseOutcome.Invalid, errors));
}

/// <summary>A request that may run: its document is valid, its variables are coerced, and it costs no more than is allowed.</summary>
public abstract record PreparedOperation : PreparedRequest
{
    private protected PreparedOperation(OperationInput input, PreparationResult result)
        : base(input.Request) => (Input, Result) = (input, result);

    public OperationInput Input { get; }

    public PreparationResult Result { get; }
}

/// <summary>A query.</summary>
/// <param name="FirstPart">
/// With an active <c>@defer</c> or <c>@stream</c>: the part that a client which takes its answer in parts gets first. Else null.
/// </param>
public sealed record PreparedQuery(OperationInput Input, PreparationResult Result, OperationPart? FirstPart)
    : PreparedOperation(Input, Result);

/// <summary>A mutation.</summary>
/// <param name="Queued">Set when it carries <c>@queued</c>: it is stored as a job instead of being run now.</param>
/// <param name="IdempotencyKey">The key under which it has one effect, however often it is sent; null: there is none.</param>
public sealed record PreparedMutation(OperationInput Input, PreparationResult Result, QueuedDirective? Queued, string? IdempotencyKey)
    : PreparedOperation(Input, Result);

/// <summary>A subscription, which is a live query.</summary>
public sealed record PreparedSubscription(OperationInput Input, PreparationResult Result) : PreparedOperation(Input, Result);

/// <summary>What preparing found out that an answer may tell.</summary>
/// <param name="Cost">Told to a client that asks by <c>GraphQL-Cost: report</c> or <c>validate</c>.</param>
/// <param name="PersistedHash">
/// The hash under which the request's text is known from now on, for <c>extensions.persistedQuery</c>; null: nothing was stored.
/// </param>
public readonly record struct PreparationResult(OperationCost Cost, string? PersistedHash);
