using Jim.GraphQL.Limits;

namespace Jim.Server.WebSockets;

/// <summary>The limits of one socket.</summary>
public sealed record SocketLimits : ILimited<SocketLimits>
{
    /// <summary>The limits that hold where no setting changes them.</summary>
    public static SocketLimits Default { get; } = new();

    /// <inheritdoc/>
    public static ImmutableArray<Limit<SocketLimits>> Limits =>
    [
        new(
            "Most operations on one socket.", Default.Subscriptions, "`JIM_TOO_MANY_SUBSCRIPTIONS`",
            (o, v) => o with { Subscriptions = (int)v })
        {
            SettingName = "SUBSCRIPTIONS",
        },
        new(
            "Largest message of a socket's client, in bytes.", Default.MessageBytes, "close code `4400`",
            (o, v) => o with { MessageBytes = (int)v }),
        new(
            "Largest message of a socket's client before it has begun, in bytes.", Default.FirstMessageBytes, "close code `4400`",
            (o, v) => o with { FirstMessageBytes = (int)v }),
        new(
            "Most memory of all messages of sockets' clients that are not whole yet and of the requests that run on sockets, in bytes.",
            Default.IncomingBytes, "of the address with most, the socket that has held its own longest is closed with `1013`",
            (o, v) => o with { IncomingBytes = v })
        {
            SettingName = "INCOMING_BYTES",
        },
        new(
            "Longest time until a message of a socket's client is whole, in seconds.", (long)Default.MessageWithin.TotalSeconds,
            "close code `4400`", (o, v) => o with { MessageWithin = TimeSpan.FromSeconds(v) }),
        new(
            "Longest time until a socket's client begins, in seconds.", (long)Default.InitWithin.TotalSeconds, "close code `4408`",
            (o, v) => o with { InitWithin = TimeSpan.FromSeconds(v) }),
    ];

    /// <summary>Most operations that may run on the socket at once.</summary>
    public int Subscriptions { get; init; } = 100;

    /// <summary>Largest message of a client, in bytes.</summary>
    public int MessageBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Largest message until the client has begun, in bytes: a token has room in it, and nobody without one fills memory.
    /// </summary>
    public int FirstMessageBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// Bytes of all sockets together: messages that are not whole yet, and the requests of operations that run, which may be run again when
    /// the client renews its token.
    /// </summary>
    public long IncomingBytes { get; init; } = 256 << 20;

    /// <summary>How long a client may take to send the rest of a message whose beginning has arrived.</summary>
    public TimeSpan MessageWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the upgrade a client may take to send <c>connection_init</c>; then it is closed (4408).</summary>
    public TimeSpan InitWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the server sends a keep-alive message, so that proxies on the way do not close a socket that carries nothing else.
    /// </summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromSeconds(12);
}
