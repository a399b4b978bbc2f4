using System.Collections.Immutable;
using Jim.GraphQL.Limits;

namespace Jim.GraphQL.Language;

/// <summary>Limits of the parser; each null is off. What passes one is refused as HC0014 before the rest is read.</summary>
public sealed record ParserOptions : ILimited<ParserOptions>
{
    /// <summary>The limits that requests have.</summary>
    public static ParserOptions Default { get; } = new();

    /// <summary>No limit but the stack: for documents of our own and for conformance runs.</summary>
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

    /// <summary>Tokens of the document, comments not counted.</summary>
    public int? TokensMax { get; init; } = 10_000;

    /// <summary>Field selections of the document.</summary>
    public int? FieldsMax { get; init; } = 2_048;

    /// <summary>Directives written at one place.</summary>
    public int? DirectivesPerPlaceMax { get; init; } = 8;

    /// <summary>Nesting of selection sets, values and list types. Off, the stack's end still is an error and not a crash.</summary>
    public int? DepthMax { get; init; } = 200;

    /// <summary>Size of the document in bytes of UTF-8.</summary>
    public int? DocumentBytesMax { get; init; } = 64 * 1024;
}
