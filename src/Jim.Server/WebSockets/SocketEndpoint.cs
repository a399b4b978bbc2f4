using System.Net.WebSockets;
using Jim.Platform.Identity;
using Jim.Platform.Protocol;
using Jim.Server.Http;

namespace Jim.Server.WebSockets;

/// <summary>
/// Upgrades a request to <c>/graphql</c> to a WebSocket. A browser cannot send an <c>Authorization</c> header with the upgrade, so the
/// token may come with <c>connection_init</c> instead.
/// </summary>
public sealed class SocketEndpoint(
    SocketExecution execution, CallerReader callers, TokenValidator tokens, SocketLimits limits, TimeProvider timeProvider,
    OpenStreams open, UnsentAnswers unsent, IncomingMessages incoming, OriginCheck origins, RightsWatch rights,
    IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Completes when the socket is closed. A request that asks for no WebSocket is answered 426, a page of a foreign origin 403, and a
    /// token in the header that is refused gets a plain HTTP answer too; a client that offers no sub-protocol of
    /// <see cref="SocketDialect"/> is accepted and closed at once, because only a close can tell a browser the reason.
    /// </summary>
    public async Task AcceptAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest && !origins.Allows(context.Request))
        {
            var foreign = GraphQLResponse.Refused(TransportErrors.OriginNotAllowed());
            await HttpResponses.WriteAsync(context, foreign, ResponseFormat.GraphQLResponse);
            return;
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await HttpResponses.WriteAsync(context, GraphQLResponse.Refused(TransportErrors.Stopping()), ResponseFormat.GraphQLResponse);
            return;
        }

        if (await callers.ReadAsync(context) is not { } caller)
        {
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket"; // RFC 9110, 15.5.22
            var refused = GraphQLResponse.Refused(TransportErrors.UpgradeNeeded());
            await HttpResponses.WriteAsync(context, refused, ResponseFormat.GraphQLResponse);
            return;
        }

        var dialect = SocketDialect.Choose(context.WebSockets.WebSocketRequestedProtocols);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = dialect?.SubProtocol });
        if (dialect is null)
        {
            await CloseAsync(socket, SocketClose.NoProtocol, context.RequestAborted);
            return;
        }

        var address = SourceNetwork.Find(context.Connection.RemoteIpAddress);
        using var place = caller.Subject is { } user ? open.TryOpen(address, user) : open.TryOpen(address);
        if (place is null)
        {
            await CloseAsync(socket, SocketClose.TooManySockets, context.RequestAborted);
            return;
        }

        var header = TokenValidator.ReadBearer(context.Request.Headers.Authorization);
        var session = new SocketSession(
            socket, dialect, caller, execution.RunAsync, tokens.ValidateAsync, limits, timeProvider, next => place.TryMoveTo(next.Subject),
            bytes => unsent.Hold(address, bytes, socket.Abort), (bytes, giveUp) => incoming.Hold(address, bytes, giveUp),
            (next, bearer, end) => rights.Watch(
                next, bearer ?? header, () => end(SocketClose.TokenExpired), () => end(SocketClose.TokenRevoked)));
        await session.RunAsync(lifetime.ApplicationStopping);
    }

    /// <summary>Does not wait longer for the client's answer than <see cref="CloseWithin"/>.</summary>
    private static async Task CloseAsync(WebSocket socket, SocketClose close, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(CloseWithin);
        try
        {
            await socket.CloseAsync((WebSocketCloseStatus)close.Code, close.Reason, deadline.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            socket.Abort();
        }
    }
}
