namespace Jim.Server.WebSockets;

/// <summary>
/// Why a socket is closed. Clients of graphql-ws end for good at 4400, 4401, 4409, 4429 and 1011, and come back after 4403, 1012 and 1013.
/// </summary>
public sealed record SocketClose(int Code, string Reason)
{
    public static SocketClose BadMessage(string reason) => new(4400, reason);

    public static SocketClose Unauthorized { get; } = new(4401, "Unauthorized");

    public static SocketClose Forbidden { get; } = new(4403, "Forbidden");

    public static SocketClose TokenExpired { get; } = new(4403, "Token expired");

    public static SocketClose InitTimeout { get; } = new(4408, "Connection initialization timeout.");

    public static SocketClose TooManyInits { get; } = new(4429, "Too many initialization requests.");

    public static SocketClose NotUnique(string id) => new(4409, $"Subscriber for {(id.Length > 64 ? id[..64] : id)} already exists");

    public static SocketClose Restarting { get; } = new(1012, "Service restart");

    public static SocketClose Overloaded { get; } = new(1013, "Try again later");

    public static SocketClose Unexpected { get; } = new(1011, "Unexpected error");

    public static SocketClose NoProtocol { get; } = new(1002, "Expected the graphql-transport-ws or graphql-ws protocol.");

    public static SocketClose Normal { get; } = new(1000, "Bye");
}
