using Jim.GraphQL.Errors;

namespace Jim.GraphQL.Language;

/// <summary>The document is not GraphQL, or passes a limit of <see cref="ParserOptions"/> (spec 6.1, request error HC0014).</summary>
public sealed class GraphQLSyntaxException(GraphQLError error) : GraphQLException(error)
{
    public GraphQLError Error { get; } = error;

    /// <summary>The one place that the error tells.</summary>
    public SourceLocation Location => Error.Locations[0];
}
