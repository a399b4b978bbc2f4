namespace Jim.GraphQL.Language;

/// <summary>Limits of the parser; each null is off. What passes one is refused as HC0014 before the rest is read.</summary>
public sealed record ParserOptions
{
    /// <summary>The limits that requests have.</summary>
    public static ParserOptions Default { get; } = new();

    /// <summary>No limit but the stack: for documents of our own and for conformance runs.</summary>
    public static ParserOptions Unlimited { get; } = new()
    {
        TokensMax = null, FieldsMax = null, DirectivesPerPlaceMax = null, DepthMax = null, DocumentBytesMax = null,
    };

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
