using Jim.GraphQL.Limits;

namespace Jim.GraphQL.Validation;

/// <summary>
/// The limits on what validating and running a document may cost, and how much its errors disclose. Null switches a limit off.
/// </summary>
public sealed record ValidationOptions : ILimited<ValidationOptions>
{
    /// <summary>The limits for requests. Introspection is allowed, suggestions are off.</summary>
    public static ValidationOptions Default { get; } = new();

    /// <summary>Only the rules of the language, for conformance tests and documents of Jim's own.</summary>
    public static ValidationOptions Unlimited { get; } = new()
    {
        ErrorsMax = null, DepthMax = null, RootFieldsMax = null, AliasesMax = null, MergeComparisonsMax = null, FragmentVisitsMax = null,
    };

    /// <inheritdoc/>
    public static ImmutableArray<Limit<ValidationOptions>> Limits =>
    [
        new("Deepest selection of an operation.", Default.DepthMax, "`JIM_DEPTH_EXCEEDED`", (o, v) => o with { DepthMax = (int)v })
        {
            SettingName = "DEPTH",
        },
        new(
            "Most root fields of an operation.", Default.RootFieldsMax, "`JIM_ROOT_FIELDS_EXCEEDED`",
            (o, v) => o with { RootFieldsMax = (int)v })
        {
            SettingName = "ROOT_FIELDS",
        },
        new("Most aliases in a GraphQL document.", Default.AliasesMax, "`JIM_ALIASES_EXCEEDED`", (o, v) => o with { AliasesMax = (int)v })
        {
            SettingName = "ALIASES",
        },
        new(
            "Most faults of one request that are told.", Default.ErrorsMax, "the rest is left out; of variables `HC0001`",
            (o, v) => o with { ErrorsMax = (int)v })
        {
            SettingName = "ERRORS",
        },
        new(
            "Most fragment spreads followed in a document.", Default.FragmentVisitsMax, "`JIM_FRAGMENT_VISITS_EXCEEDED`",
            (o, v) => o with { FragmentVisitsMax = (int)v }),
        new(
            "Most comparisons of fields that share a response name.", Default.MergeComparisonsMax, "`HC0107`",
            (o, v) => o with { MergeComparisonsMax = (int)v }),
    ];

    /// <inheritdoc/>
    public static ImmutableArray<Limit> FixedLimits => [Rules.MaxIntrospectionDepthRule.Limit];

    /// <summary>The number of errors that are reported. Validation stops when it is reached.</summary>
    public int? ErrorsMax { get; init; } = 20;

    /// <summary>How deep the fields of an operation may be nested. Introspection has its own limit.</summary>
    public int? DepthMax { get; init; } = 15;

    /// <summary>The number of fields that one operation selects on its root type, including those in fragments.</summary>
    public int? RootFieldsMax { get; init; } = 50;

    /// <summary>The number of fields with an alias in the whole document.</summary>
    public int? AliasesMax { get; init; } = 50;

    /// <summary>
    /// The number of comparisons that OverlappingFieldsCanBeMergedRule may make. A document that needs more is refused (HC0107).
    /// </summary>
    public int? MergeComparisonsMax { get; init; } = 100_000;

    /// <summary>The number of fragment spreads that are followed for all operations together.</summary>
    public int? FragmentVisitsMax { get; init; } = 10_000;

    /// <summary>Whether introspection is allowed. When it is not, <c>__schema</c> and <c>__type</c> are refused (HC0046).</summary>
    public bool Introspection { get; init; } = true;

    /// <summary>Whether errors suggest names of the schema ("Did you mean"). Only for callers who may see the schema anyway.</summary>
    public bool Suggestions { get; init; }
}
