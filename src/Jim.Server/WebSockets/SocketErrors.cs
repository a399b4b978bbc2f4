using Jim.Platform.Protocol;

namespace Jim.Server.WebSockets;

/// <summary>Errors of the socket transport.</summary>
public static class SocketErrors
{
    public static RequestError TooManySubscriptions(int most) => ErrorTable.SubscriptionsExceeded.Create(
        "This socket has as many operations as it may. Complete one first.", ("subscriptionsMax", most));
}
