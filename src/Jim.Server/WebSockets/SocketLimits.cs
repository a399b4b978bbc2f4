namespace Jim.Server.WebSockets;

/// <summary>Bounds of one socket.</summary>
/// <param name="MessageBytes">Largest message of a client, and the most that waits to be sent to a slow one.</param>
public sealed record SocketLimits(int Subscriptions, int MessageBytes, TimeSpan InitWithin, TimeSpan PingEvery)
{
    public static SocketLimits Default { get; } = new(100, 1 << 20, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(12));
}
