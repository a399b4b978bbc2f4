using Jim.GraphQL.Errors;
using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>A request is refused while its body is read, with an outcome that decides the HTTP status, as 413.</summary>
public sealed class RequestRefusedException(RequestError error) : GraphQLException(error.Error)
{
    public ResponseOutcome Outcome { get; } = error.Outcome;
}
