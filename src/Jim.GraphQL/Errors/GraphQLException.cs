using Jim.GraphQL.Errors;

namespace Jim.GraphQL;

/// <summary>Carries client-facing errors out of a place that cannot return them (a resolver, the parser).</summary>
public class GraphQLException(params GraphQLError[] errors) : Exception(errors.Length > 0 ? errors[0].Message : "GraphQL error")
{
    public IReadOnlyList<GraphQLError> Errors { get; } = errors;
}
