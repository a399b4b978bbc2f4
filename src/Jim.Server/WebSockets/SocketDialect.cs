namespace Jim.Server.WebSockets;

/// <summary>
/// The words of a sub-protocol. Modern: graphql-transport-ws (graphql-ws of npm). Legacy: graphql-ws (subscriptions-transport-ws).
/// </summary>
public sealed record SocketDialect(
    string SubProtocol, string Subscribe, string Next, string Stop, string KeepAlive, bool Legacy)
{
    public static SocketDialect Modern { get; } = new("graphql-transport-ws", "subscribe", "next", "complete", "ping", false);

    public static SocketDialect LegacyApollo { get; } = new("graphql-ws", "start", "data", "stop", "ka", true);

    /// <summary>Chooses the sub-protocol, the modern one where a client offers both; null: it offers neither.</summary>
    public static SocketDialect? Choose(IEnumerable<string> offered)
    {
        var list = offered.ToList();
        return list.Contains(Modern.SubProtocol) ? Modern : list.Contains(LegacyApollo.SubProtocol) ? LegacyApollo : null;
    }
}
