using Jim.GraphQL.Limits;

namespace Jim.Platform.Cache;

/// <summary>How much memory the caches of one process hold that clients fill, and how it is shared among them.</summary>
public sealed record CacheOptions : ILimited<CacheOptions>
{
    /// <summary>The default bound, for one role.</summary>
    public static CacheOptions Default { get; } = new();

    /// <inheritdoc/>
    public static ImmutableArray<Limit<CacheOptions>> Limits =>
    [
        new(
            "Most memory of all caches that clients fill (answers, documents, plans, live answers, texts, tokens, subjects), in bytes.",
            Default.BytesMax,
            "nothing; what was not asked for lately is dropped (a text known by its hash: `HC0020`)", (o, v) => o with { BytesMax = v })
        {
            SettingName = "CACHE_BYTES",
        },
    ];

    /// <summary>Bytes of all caches together, counted rather too high.</summary>
    public long BytesMax { get; init; } = 256 << 20;

    /// <summary>How many roles share the caches of documents and plans in equal parts, so that none can push out another's.</summary>
    public int Roles { get; init; } = 1;

    /// <summary>Bytes of answers, where they are kept in this process.</summary>
    public long Answers => BytesMax / 4;

    /// <summary>Bytes of parsed and validated documents of one role.</summary>
    public long DocumentsOfRole => BytesMax / 4 / Math.Max(1, Roles);

    /// <summary>Bytes of plans of one role, with the operations that they hold.</summary>
    public long PlansOfRole => BytesMax / 4 / Math.Max(1, Roles);

    /// <summary>Bytes of the last answers of live queries.</summary>
    public long LiveAnswers => BytesMax / 8;

    /// <summary>Bytes of texts that clients sent with their hash.</summary>
    public long Texts => BytesMax / 32;

    /// <summary>Bytes of what validated tokens say.</summary>
    public long Tokens => BytesMax / 16;

    /// <summary>Bytes of the subjects whose users are known to have a row.</summary>
    public long Subjects => BytesMax / 32;
}
