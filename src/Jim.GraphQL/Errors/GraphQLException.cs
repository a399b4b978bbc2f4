namespace Jim.GraphQL.Errors;

/// <summary>Carries errors that are meant for the client out of code that cannot return them, such as a resolver or the parser.</summary>
public class GraphQLException(params GraphQLError[] errors) : Exception(errors.Length > 0 ? errors[0].Message : "GraphQL error")
{
    /// <summary>The errors as they go into the response; at least one.</summary>
    public IReadOnlyList<GraphQLError> Errors { get; } = errors;
}
