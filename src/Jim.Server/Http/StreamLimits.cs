using Jim.GraphQL.Limits;

namespace Jim.Server.Http;

/// <summary>How many sockets and streams of results may be open at once.</summary>
public sealed record StreamLimits : ILimited<StreamLimits>
{
    /// <summary>The limits that hold where no setting changes them.</summary>
    public static StreamLimits Default { get; } = new();

    /// <inheritdoc/>
    public static ImmutableArray<Limit<StreamLimits>> Limits =>
    [
        new("Most sockets and streams of one user; 0: no limit.", Default.User, Refusal, (o, v) => o with { User = (int)v })
        {
            SettingName = "SOCKETS_USER",
        },
        new("Most sockets and streams of one address (IPv6: of one /64); 0: no limit.", Default.Address, Refusal,
            (o, v) => o with { Address = (int)v })
        {
            SettingName = "SOCKETS_ADDRESS",
        },
        new("Most sockets and streams of all clients without a token; 0: no limit.", Default.Anonymous, Refusal,
            (o, v) => o with { Anonymous = (int)v })
        {
            SettingName = "SOCKETS_ANONYMOUS",
        },
    ];

    /// <summary>Sockets and streams of one user.</summary>
    public int User { get; init; } = 50;

    /// <summary>Sockets and streams of one address, whoever uses them.</summary>
    public int Address { get; init; } = 1000;

    /// <summary>
    /// Sockets and streams of clients without a token, of all of them together; besides, as many sockets whose clients have not begun.
    /// </summary>
    public int Anonymous { get; init; } = 1000;

    private static string Refusal => "close code `1013`; of a stream `JIM_TOO_MANY_SOCKETS` (503)";
}
