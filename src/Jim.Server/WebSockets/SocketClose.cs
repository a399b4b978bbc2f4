namespace Jim.Server.WebSockets;

/// <summary>
/// Why a socket is closed. The npm client graphql-ws does not connect again after 4400, 4401, 4409, 4429, 1002 and 1011; it does after
/// 4403, 4408, 1012 and 1013.
/// </summary>
/// <param name="Code">A close code of RFC 6455, 7.4.1 (1000 to 1015) or of the protocol graphql-transport-ws (4400 to 4499).</param>
/// <param name="Reason">Is sent to the client; RFC 6455, 5.5 allows 123 bytes.</param>
public sealed record SocketClose(int Code, string Reason)
{
    public static SocketClose BadMessage(string reason) => new(4400, reason);

    public static SocketClose Unauthorized { get; } = new(4401, "Unauthorized");

    public static SocketClose Forbidden { get; } = new(4403, "Forbidden");

    public static SocketClose TokenExpired { get; } = new(4403, "Token expired");

    /// <summary>The session was logged out, or the rights of its user have changed.</summary>
    public static SocketClose TokenRevoked { get; } = new(4403, "Token revoked");

    public static SocketClose InitTimeout { get; } = new(4408, "Connection initialization timeout.");

    public static SocketClose TooManyInits { get; } = new(4429, "Too many initialization requests.");

    public static SocketClose NotUnique(string id) => new(4409, $"Subscriber for {(id.Length > 64 ? id[..64] : id)} already exists");

    public static SocketClose Restarting { get; } = new(1012, "Service restart");

    public static SocketClose TooManySockets { get; } = new(1013, "Too many sockets; close others or try again later");

    public static SocketClose TooManyBytes { get; } =
        new(1013, "Too many bytes of unfinished messages and requests; send smaller ones or try again later");

    public static SocketClose Unexpected { get; } = new(1011, "Unexpected error");

    public static SocketClose NoProtocol { get; } = new(1002, "Expected the graphql-transport-ws or graphql-ws protocol.");

    public static SocketClose Normal { get; } = new(1000, "Bye");
}
