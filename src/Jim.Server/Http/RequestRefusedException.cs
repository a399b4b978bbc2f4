using Jim.GraphQL.Errors;
using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>A transport refuses a request with an outcome of its own.</summary>
public sealed class RequestRefusedException(RequestError error) : GraphQLException(error.Error)
{
    public ResponseOutcome Outcome { get; } = error.Outcome;
}
