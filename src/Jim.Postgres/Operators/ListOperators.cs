namespace Jim.Postgres.Operators;

/// <summary>
/// Operators of arrays: for how many items a filter must hold, or whether there are items. An array that is null has none.
/// </summary>
internal static class ListOperators
{
    public static ImmutableArray<FilterOperator> All { get; } =
    [
        RowOperators.Every,
        RowOperators.None,
        RowOperators.Some,
        new FlagOperator("any", (o, wanted) => wanted
            ? SqlText.Format($"cardinality({o.Expression}) > 0")
            : SqlText.Format($"coalesce(cardinality({o.Expression}), 0) = 0")),
    ];
}
