using System.Diagnostics;
using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>The HTTP status of each outcome of a request (GraphQL over HTTP 6.4, HotChocolate's table).</summary>
/// <param name="Status">The status in the format <c>application/graphql-response+json</c>.</param>
/// <param name="LegacyStatus">
/// The status in the format <c>application/json</c>, whose clients expect 200 for every request that was understood, whatever its
/// answer says.
/// </param>
/// <param name="IsOfTransport">
/// True for outcomes that proxies and HTTP clients react to. They have their own status even where a client asked for a stream; all other
/// outcomes have the status 200 there, and their errors are in the stream.
/// </param>
public readonly record struct OutcomeStatus(int Status, int LegacyStatus, bool IsOfTransport)
{
    /// <summary>Throws for a number that is no outcome, so that a new outcome cannot pass for success.</summary>
    public static OutcomeStatus For(ResponseOutcome outcome) => outcome switch
    {
        ResponseOutcome.Executed or ResponseOutcome.NotPersisted => InEveryFormat(StatusCodes.Status200OK),
        ResponseOutcome.Queued => InEveryFormat(StatusCodes.Status202Accepted),
        ResponseOutcome.Malformed => InEveryFormat(StatusCodes.Status400BadRequest),
        ResponseOutcome.Invalid => LegacyOk(StatusCodes.Status400BadRequest),
        ResponseOutcome.KindNotAllowed => LegacyOk(StatusCodes.Status405MethodNotAllowed),
        ResponseOutcome.MethodNotAllowed => OfTransport(StatusCodes.Status405MethodNotAllowed), // GraphQL over HTTP, 6.2.1
        ResponseOutcome.Failed => LegacyOk(StatusCodes.Status500InternalServerError),
        ResponseOutcome.Forbidden => InEveryFormat(StatusCodes.Status403Forbidden),
        ResponseOutcome.NotFound => InEveryFormat(StatusCodes.Status404NotFound),
        ResponseOutcome.Misdirected => OfTransport(StatusCodes.Status421MisdirectedRequest),
        ResponseOutcome.UpgradeRequired => OfTransport(StatusCodes.Status426UpgradeRequired),
        ResponseOutcome.Stale => InEveryFormat(StatusCodes.Status412PreconditionFailed),
        ResponseOutcome.Conflict => InEveryFormat(StatusCodes.Status409Conflict),
        ResponseOutcome.Gone => InEveryFormat(StatusCodes.Status410Gone),
        ResponseOutcome.NotAcceptable => InEveryFormat(StatusCodes.Status406NotAcceptable),
        ResponseOutcome.Unauthorized => OfTransport(StatusCodes.Status401Unauthorized),
        ResponseOutcome.TooLarge => OfTransport(StatusCodes.Status413PayloadTooLarge),
        ResponseOutcome.UnsupportedMedia => OfTransport(StatusCodes.Status415UnsupportedMediaType),
        ResponseOutcome.TooManyRequests => OfTransport(StatusCodes.Status429TooManyRequests),
        ResponseOutcome.Unavailable => OfTransport(StatusCodes.Status503ServiceUnavailable),
        ResponseOutcome.OutOfSpace => OfTransport(StatusCodes.Status507InsufficientStorage),
        _ => throw new UnreachableException($"The outcome {outcome} has no HTTP status."),
    };

    private static OutcomeStatus InEveryFormat(int status) => new(status, status, IsOfTransport: false);

    private static OutcomeStatus LegacyOk(int status) => new(status, StatusCodes.Status200OK, IsOfTransport: false);

    private static OutcomeStatus OfTransport(int status) => new(status, status, IsOfTransport: true);
}
