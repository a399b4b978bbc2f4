namespace Jim.Postgres.Operators;

/// <summary>Operators of rows and of lists of related rows.</summary>
internal static class RowOperators
{
    public static ConnectiveOperator And { get; } = new("and", SqlText.Format($" and ")) { Cost = 0 };

    public static ConnectiveOperator Or { get; } = new("or", SqlText.Format($" or ")) { Cost = 0 };

    public static QuantifierOperator Every { get; } = new("all", exists: false, seeksFailures: true)
    {
        CountedBy = CostUnit.RelatedItems,
    };

    public static QuantifierOperator None { get; } = new("none", exists: false, seeksFailures: false)
    {
        CountedBy = CostUnit.RelatedItems,
    };

    public static QuantifierOperator Some { get; } = new("some", exists: true, seeksFailures: false)
    {
        CountedBy = CostUnit.RelatedItems,
    };

    public static ExistenceOperator Any { get; } = new("any");

    /// <summary>
    /// True for a related row that is missing or that the caller may not see. Its operand is a column that is null only where the row is
    /// missing. Where this column cannot be null, the row always exists, so the condition is constant.
    /// </summary>
    public static FlagOperator IsNull { get; } = new("isNull", (key, wanted) => (key.Nullable, wanted) switch
    {
        (true, true) => SqlText.Format($"{key.Raw} is null"),
        (true, false) => SqlText.Format($"{key.Raw} is not null"),
        (false, true) => SqlText.Format($"false"),
        (false, false) => SqlText.Format($"true"),
    })
    {
        Cost = 0,
        Description = "As a member of another filter: true where there is no such row, or none that the caller may see.",
    };

    /// <summary>A list of related rows.</summary>
    public static ImmutableArray<FilterOperator> OfList { get; } = [Every, None, Some, Any];
}
