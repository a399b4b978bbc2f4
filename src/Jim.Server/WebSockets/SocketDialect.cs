namespace Jim.Server.WebSockets;

/// <summary>
/// The names that one of the two WebSocket sub-protocols for GraphQL gives its messages. <see cref="Modern"/> is graphql-transport-ws,
/// which the npm package graphql-ws speaks; <see cref="LegacyApollo"/> is graphql-ws, which the npm package subscriptions-transport-ws
/// speaks.
/// </summary>
/// <param name="SubProtocol">The name in the header <c>Sec-WebSocket-Protocol</c>.</param>
/// <param name="Subscribe">The client's message that begins an operation.</param>
/// <param name="Next">The server's message with one result.</param>
/// <param name="Stop">The client's message that ends an operation.</param>
/// <param name="KeepAlive">The message that the server sends at intervals.</param>
/// <param name="Legacy">True: the older protocol, whose clients answer no keep-alive and may send <c>connection_terminate</c>.</param>
public sealed record SocketDialect(
    string SubProtocol, string Subscribe, string Next, string Stop, string KeepAlive, bool Legacy)
{
    public static SocketDialect Modern { get; } = new("graphql-transport-ws", "subscribe", "next", "complete", "ping", false);

    public static SocketDialect LegacyApollo { get; } = new("graphql-ws", "start", "data", "stop", "ka", true);

    /// <summary>Chooses the sub-protocol, the modern one where a client offers both. Null: it offers neither.</summary>
    public static SocketDialect? Choose(IEnumerable<string> offered)
    {
        var list = offered.ToList();
        return list.Contains(Modern.SubProtocol) ? Modern : list.Contains(LegacyApollo.SubProtocol) ? LegacyApollo : null;
    }
}
