using System.Collections.Immutable;
using Jim.GraphQL.Limits;

namespace Jim.GraphQL.Validation;

/// <summary>
/// What a document may cost to validate and to run, and how much its errors tell. Each limit is an option; null switches it off.
/// </summary>
public sealed record ValidationOptions : ILimited<ValidationOptions>
{
    /// <summary>The limits that requests have; introspection is allowed, suggestions are off.</summary>
    public static ValidationOptions Default { get; } = new();

    /// <summary>The rules of the language alone, as conformance runs and documents of our own need them.</summary>
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

    /// <summary>Errors told; then validation ends.</summary>
    public int? ErrorsMax { get; init; } = 20;

    /// <summary>Nesting of fields in an operation; introspection has its own limits.</summary>
    public int? DepthMax { get; init; } = 15;

    /// <summary>Fields that one operation selects on its root type, fragments counted.</summary>
    public int? RootFieldsMax { get; init; } = 50;

    /// <summary>Aliased fields in the whole document.</summary>
    public int? AliasesMax { get; init; } = 50;

    /// <summary>Comparisons in which OverlappingFieldsCanBeMerged must end (HC0107).</summary>
    public int? MergeComparisonsMax { get; init; } = 100_000;

    /// <summary>Fragment spreads followed for all operations together.</summary>
    public int? FragmentVisitsMax { get; init; } = 10_000;

    /// <summary>False: <c>__schema</c> and <c>__type</c> are refused (HC0046).</summary>
    public bool Introspection { get; init; } = true;

    /// <summary>True: errors suggest names of the schema ("Did you mean"); only where the caller may see the schema anyway.</summary>
    public bool Suggestions { get; init; }
}
