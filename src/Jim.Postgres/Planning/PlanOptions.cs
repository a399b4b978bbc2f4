using System.Collections.Frozen;
using Jim.GraphQL.Limits;
using Jim.Postgres.Shapes;

namespace Jim.Postgres.Planning;

/// <summary>What plans depend on besides the operation and its schema: limits of queries, and the writers of derived fields.</summary>
public sealed record PlanOptions : ILimited<PlanOptions>
{
    /// <summary>The default limits, and no derived fields.</summary>
    public static PlanOptions Default { get; } = new();

    /// <inheritdoc/>
    public static ImmutableArray<Limit<PlanOptions>> Limits =>
    [
        new(
            "Most rows of a page: first and last.", Default.PageMax, "`HC0051`; below none `HC0079`",
            (o, v) => o with { PageMax = (int)v, PageDefault = Math.Min(o.PageDefault, (int)v) })
        {
            SettingName = "PAGE",
        },
        new(
            "Most operations in one where; its parts are at most 16 times as many.", Default.FilterOperationsMax, "`HC0117`",
            (o, v) => o with { FilterOperationsMax = (int)v })
        {
            SettingName = "FILTER_OPERATIONS",
        },
        new(
            "Most words of one search.", Default.SearchWordsMax, "`JIM_SEARCH_WORDS`", (o, v) => o with { SearchWordsMax = (int)v })
        {
            SettingName = "SEARCH_WORDS",
        },
        new(
            "Longest text that is searched for, or looked for inside others (contains, startsWith, endsWith), in characters.",
            Default.PatternMax, "`JIM_PATTERN_TOO_LONG`", (o, v) => o with { PatternMax = (int)v })
        {
            SettingName = "PATTERN",
        },
    ];

    /// <inheritdoc/>
    public static ImmutableArray<Limit> FixedLimits => [Paging.RowOrder.Limit];

    /// <summary>Rows of a page where neither <c>first</c> nor <c>last</c> is given.</summary>
    public int PageDefault { get; init; } = 10;

    /// <summary>The largest page that may be asked for; more is refused with HC0051.</summary>
    public int PageMax { get; init; } = 100;

    /// <summary>How many operators one <c>where</c> may have; more are refused with HC0117.</summary>
    public int FilterOperationsMax { get; init; } = 64;

    /// <summary>How many words a <c>search</c> may have.</summary>
    public int SearchWordsMax { get; init; } = 64;

    /// <summary>How many characters a text may have that is searched for or looked for inside others.</summary>
    public int PatternMax { get; init; } = 1000;

    /// <summary>Writers of fields that no column holds but Jim computes, by <see cref="Schema.DerivedField.Name"/>.</summary>
    public FrozenDictionary<string, DerivedValue> Derived { get; init; } = FrozenDictionary<string, DerivedValue>.Empty;
}
