using Jim.GraphQL.Errors;
using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>A transport refuses a request with an outcome of its own.</summary>
public sealed class RequestRefusedException(ResponseOutcome outcome, params GraphQLError[] errors) : GraphQLException(errors)
{
    public ResponseOutcome Outcome { get; } = outcome;
}
