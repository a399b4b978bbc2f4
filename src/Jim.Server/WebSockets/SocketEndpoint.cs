using Jim.Platform.Identity;
using Jim.Platform.Requests;
using Jim.Server.Http;

namespace Jim.Server.WebSockets;

/// <summary>
/// Upgrades <c>/graphql</c> to a socket. A browser cannot send a header, so the token may come with <c>connection_init</c>.
/// </summary>
public sealed class SocketEndpoint(
    RequestExecutor executor, CallerReader callers, TokenValidator tokens, SocketLimits limits, TimeProvider timeProvider,
    IHostApplicationLifetime lifetime)
{
    public async Task AcceptAsync(HttpContext context)
    {
        if (await callers.ReadAsync(context) is not { } caller)
        {
            return;
        }

        var dialect = SocketDialect.Choose(context.WebSockets.WebSocketRequestedProtocols);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = dialect?.SubProtocol });
        if (dialect is null)
        {
            var (close, why) = ((System.Net.WebSockets.WebSocketCloseStatus)SocketClose.NoProtocol.Code, SocketClose.NoProtocol.Reason);
            await socket.CloseAsync(close, why, context.RequestAborted);
            return;
        }

        await new SocketSession(socket, dialect, caller, executor, tokens, limits, timeProvider).RunAsync(lifetime.ApplicationStopping);
    }
}
