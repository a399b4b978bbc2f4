using Jim.GraphQL.Errors;

namespace Jim.GraphQL;

/// <summary>Carries client-facing errors out of a place that cannot return them (a resolver, the parser).</summary>
public class GraphQLException(params GraphQLError[] errors) : Exception(errors.Length > 0 ? errors[0].Message : "GraphQL error")
{
    /// <summary>The errors as they go into the response; at least one.</summary>
    public IReadOnlyList<GraphQLError> Errors { get; } = errors;
}
