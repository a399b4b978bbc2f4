namespace Jim.GraphQL.Language;

/// <summary>The document is not GraphQL, or passes a limit of <see cref="ParserOptions"/> (spec 6.1, request error HC0014).</summary>
public sealed class GraphQLSyntaxException(GraphQLError error) : GraphQLException(error)
{
    /// <summary>The one error, with the message, the code HC0014 and its place.</summary>
    public GraphQLError Error { get; } = error;

    /// <summary>The one place that the error tells.</summary>
    public SourceLocation Location => Error.Locations[0];
}
