using Jim.GraphQL.Limits;

namespace Jim.GraphQL.Language;

/// <summary>
/// The limits of the parser; null switches a limit off. A document that exceeds one is refused with the code HC0014 before the rest of it
/// is read.
/// </summary>
public sealed record ParserOptions : ILimited<ParserOptions>
{
    /// <summary>The limits for documents of requests.</summary>
    public static ParserOptions Default { get; } = new();

    /// <summary>No limits except the size of the stack: for documents of Jim's own and for conformance tests.</summary>
    public static ParserOptions Unlimited { get; } = new()
    {
        TokensMax = null, FieldsMax = null, DirectivesPerPlaceMax = null, DepthMax = null, DocumentBytesMax = null,
    };

    /// <inheritdoc/>
    public static ImmutableArray<Limit<ParserOptions>> Limits =>
    [
        new("Largest GraphQL document, in bytes.", Default.DocumentBytesMax, "`HC0014`", (o, v) => o with { DocumentBytesMax = (int)v })
        {
            SettingName = "DOCUMENT_BYTES",
        },
        new("Most tokens in a GraphQL document.", Default.TokensMax, "`HC0014`", (o, v) => o with { TokensMax = (int)v })
        {
            SettingName = "TOKENS",
        },
        new("Most fields in a GraphQL document.", Default.FieldsMax, "`HC0014`", (o, v) => o with { FieldsMax = (int)v })
        {
            SettingName = "FIELDS",
        },
        new("Most directives at one place.", Default.DirectivesPerPlaceMax, "`HC0014`", (o, v) => o with { DirectivesPerPlaceMax = (int)v })
        {
            SettingName = "DIRECTIVES",
        },
        new("Deepest nesting of selections, values and list types.", Default.DepthMax, "`HC0014`", (o, v) => o with { DepthMax = (int)v }),
    ];

    /// <summary>The number of tokens in the document, without comments.</summary>
    public int? TokensMax { get; init; } = 10_000;

    /// <summary>The number of selected fields in the document.</summary>
    public int? FieldsMax { get; init; } = 2_048;

    /// <summary>The number of directives at one place.</summary>
    public int? DirectivesPerPlaceMax { get; init; } = 8;

    /// <summary>
    /// How deep selection sets, values and list types may be nested. Without the limit, a document that is too deep for the stack is still
    /// an error and does not crash the process.
    /// </summary>
    public int? DepthMax { get; init; } = 200;

    /// <summary>The size of the document in bytes of UTF-8.</summary>
    public int? DocumentBytesMax { get; init; } = 64 * 1024;
}
