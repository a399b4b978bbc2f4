using Jim.GraphQL.Errors;
using Jim.Platform.Protocol;

namespace Jim.Platform.Persisted;

/// <summary>A request whose text is known, or the answer that refuses it.</summary>
/// <param name="NewHash">The hash to store the text under once it is known to be valid; null: it is not to be stored.</param>
/// <param name="Refusal">Set when the request goes no further.</param>
public sealed record ResolvedRequest(GraphQLRequest Request, string? NewHash = null, GraphQLResponse? Refusal = null)
{
    public static ResolvedRequest Refused(GraphQLRequest request, ResponseOutcome outcome, GraphQLError error) =>
        new(request, Refusal: GraphQLResponse.Refused(outcome, error));
}
