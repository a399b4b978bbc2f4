using Jim.GraphQL.Limits;

namespace Jim.Server.Http;

/// <summary>How much memory may be held for clients that read slowly.</summary>
public sealed record UnsentLimits : ILimited<UnsentLimits>
{
    /// <summary>The limit that holds where no setting changes it.</summary>
    public static UnsentLimits Default { get; } = new();

    /// <inheritdoc/>
    public static ImmutableArray<Limit<UnsentLimits>> Limits =>
    [
        new(
            "Most memory of all answers that wait for clients to read them, in bytes.", Default.BytesMax,
            "of the address with most, the connection that has waited longest is cut off; a socket's client sees `1006`",
            (o, v) => o with { BytesMax = v })
        {
            SettingName = "UNSENT_BYTES",
        },
    ];

    /// <summary>Bytes of all answers together.</summary>
    public long BytesMax { get; init; } = 256 << 20;
}
