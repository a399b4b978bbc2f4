using Jim.Platform.Protocol;

namespace Jim.Server.WebSockets;

/// <summary>Errors of the socket transport.</summary>
public static class SocketErrors
{
    public static RequestError TooManySubscriptions(int most) => ErrorTable.SubscriptionsExceeded.Create(
        "This socket has as many operations as it may. Complete one first.", ("subscriptionsMax", most));

    public static RequestError RightsChanged() => ErrorTable.RightsChanged.Create(
        "The token of this socket was replaced by one with other rights while the answer was on its way. Send the query again.");
}
