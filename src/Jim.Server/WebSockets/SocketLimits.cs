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
            "Longest time until a socket's client begins, in seconds.", (long)Default.InitWithin.TotalSeconds, "close code `4408`",
            (o, v) => o with { InitWithin = TimeSpan.FromSeconds(v) }),
    ];

    /// <summary>Most operations that may run on the socket at once.</summary>
    public int Subscriptions { get; init; } = 100;

    /// <summary>Largest message of a client, in bytes.</summary>
    public int MessageBytes { get; init; } = 1 << 20;

    /// <summary>How long after the upgrade a client may take to send <c>connection_init</c>; then it is closed (4408).</summary>
    public TimeSpan InitWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the server sends a keep-alive message, so that proxies on the way do not close a socket that carries nothing else.
    /// </summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromSeconds(12);
}
