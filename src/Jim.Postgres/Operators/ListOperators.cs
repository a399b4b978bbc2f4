namespace Jim.Postgres.Operators;

/// <summary>
/// Operators of arrays: for how many items a filter must hold, whether there are items, or whether there is an array. An array that is null
/// has no items.
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
        new FlagOperator("isNull", (o, wanted) => wanted
            ? SqlText.Format($"{o.Expression} is null")
            : SqlText.Format($"{o.Expression} is not null"))
        {
            Description = "True where the array is null; an empty array is not null.",
        },
    ];
}
