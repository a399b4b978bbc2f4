namespace Jim.GraphQL.Validation;

/// <summary>
/// What a document may cost to validate and to run, and how much its errors tell. Each limit is an option; null switches it off.
/// </summary>
public sealed record ValidationOptions
{
    /// <summary>The limits that requests have; introspection is allowed, suggestions are off.</summary>
    public static ValidationOptions Default { get; } = new();

    /// <summary>The rules of the language alone, as conformance runs and documents of our own need them.</summary>
    public static ValidationOptions Unlimited { get; } = new()
    {
        ErrorsMax = null, DepthMax = null, RootFieldsMax = null, AliasesMax = null, MergeComparisonsMax = null, FragmentVisitsMax = null,
    };

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
