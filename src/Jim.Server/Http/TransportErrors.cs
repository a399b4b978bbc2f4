using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>Errors of HTTP itself: headers, media types, methods.</summary>
public static class TransportErrors
{
    public static RequestError TooManyStreams() => ErrorTable.SocketsExceeded.Create(
        "Too many sockets and streams are open; close others or try again later.", ("retryAfter", 1));

    public static RequestError UnreadableAccept(string value) => ErrorTable.AcceptUnreadable.Create(
        $"Unable to parse the accept header value `{Short(value)}`.", ("headerValue", Short(value)));

    public static RequestError NothingAcceptable() =>
        ErrorTable.NothingAcceptable.Create("None of the `Accept` header values is supported.");

    public static RequestError UnknownContentType() => ErrorTable.ContentTypeUnknown.Create(
        "The content type is not supported. Send application/json, or multipart/form-data for uploads.");

    public static RequestError Stopping() => ErrorTable.Stopping.Create("This server is being stopped. Connect again; another takes over.");

    public static RequestError UpgradeNeeded() => ErrorTable.UpgradeNeeded.Create(
        "This address is for WebSockets. Send GraphQL over HTTP to /graphql.");

    public static RequestError HostNotAllowed() => ErrorTable.HostNotAllowed.Create(
        "This server does not answer for the host that the request names. JIM_ALLOWED_HOSTS lists those for which it does.");

    public static RequestError OriginNotAllowed() => ErrorTable.OriginNotAllowed.Create(
        "Pages of this origin may not open a WebSocket here. JIM_CORS_ORIGINS lists the origins that may.");

    public static RequestError PreflightNeeded() => ErrorTable.PreflightNeeded.Create(
        "This request needs a header that makes browsers ask first: GraphQL-Preflight: 1, Apollo-Require-Preflight or X-Requested-With.");

    private static string Short(string value) => value.Length > 100 ? value[..100] : value;
}
