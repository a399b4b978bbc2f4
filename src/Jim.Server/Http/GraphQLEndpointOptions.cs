using Jim.GraphQL.Limits;

namespace Jim.Server.Http;

/// <summary>What the endpoint allows.</summary>
/// <param name="GetNeedsPreflight">
/// True outside development: a GET must carry a header that a browser sends to another origin only after a preflight request.
/// </param>
public sealed record GraphQLEndpointOptions(bool GetNeedsPreflight) : ILimited<GraphQLEndpointOptions>
{
    /// <inheritdoc/>
    public static ImmutableArray<Limit<GraphQLEndpointOptions>> Limits =>
    [
        new(
            "Largest JSON request body, in bytes.", new GraphQLEndpointOptions(true).BodyBytesMax, "`HC0010` (413)",
            (o, v) => o with { BodyBytesMax = (int)v })
        {
            SettingName = "BODY_BYTES",
        },
        new(
            "Most operations in one request; 0: batching is off.", new GraphQLEndpointOptions(true).BatchMax, "`HC0009`",
            (o, v) => o with { BatchMax = (int)v })
        {
            SettingName = "BATCH",
        },
        new(
            "Most files in one upload request.", new GraphQLEndpointOptions(true).FilesMax, "`JIM_TOO_MANY_FILES` (413)",
            (o, v) => o with { FilesMax = (int)v })
        {
            SettingName = "FILES",
        },
    ];

    /// <summary>The largest JSON body, in bytes.</summary>
    public int BodyBytesMax { get; init; } = 1 << 20;

    /// <summary>The most operations in one body; 0: batches are refused.</summary>
    public int BatchMax { get; init; }

    /// <summary>The most files in one multipart request.</summary>
    public int FilesMax { get; init; } = 10;
}
