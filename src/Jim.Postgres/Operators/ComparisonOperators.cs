namespace Jim.Postgres.Operators;

/// <summary>
/// Operators of equality and order. Postgres puts all values of a type, NaN included, into one order, so "not greater" means "less or
/// equal", or null.
/// </summary>
internal static class ComparisonOperators
{
    public static ValueOperator Equal { get; } = new("eq", (o, value) => SqlText.Format($"{o.Expression} = {value}"))
    {
        RenderNull = o => SqlText.Format($"{o.Expression} is null"),
    };

    public static ValueOperator NotEqual { get; } = new("neq", (o, value) => o.Nullable
        ? SqlText.Format($"{o.Expression} is distinct from {value}")
        : SqlText.Format($"{o.Expression} <> {value}"))
    {
        RenderNull = o => SqlText.Format($"{o.Expression} is not null"),
    };

    public static ListOperator In { get; } = new("in", (o, values, holdsNull) => holdsNull
        ? SqlText.Format($"({o.Expression} = any({values}) or {o.Expression} is null)")
        : SqlText.Format($"{o.Expression} = any({values})"))
    {
        CountedBy = CostUnit.TenItems,
    };

    public static ListOperator NotIn { get; } = new("nin", (o, values, holdsNull) => holdsNull
        ? SqlText.Format($"({o.Expression} <> all({values}) and {o.Expression} is not null)")
        : o.OrNull(SqlText.Format($"{o.Expression} <> all({values})")))
    {
        CountedBy = CostUnit.TenItems,
    };

    /// <summary>For types that can be compared for equality but have no order.</summary>
    public static ImmutableArray<FilterOperator> Equality { get; } = [Equal, NotEqual, In, NotIn];

    /// <summary>For booleans, which have two values, so that a list of them would say no more than one value.</summary>
    public static ImmutableArray<FilterOperator> Boolean { get; } = [Equal, NotEqual];

    /// <summary>For types that have an order.</summary>
    public static ImmutableArray<FilterOperator> Ordered { get; } =
    [
        .. Equality,
        new ValueOperator("gt", (o, value) => SqlText.Format($"{o.Expression} > {value}")),
        new ValueOperator("ngt", (o, value) => o.OrNull(SqlText.Format($"{o.Expression} <= {value}"))),
        new ValueOperator("gte", (o, value) => SqlText.Format($"{o.Expression} >= {value}")),
        new ValueOperator("ngte", (o, value) => o.OrNull(SqlText.Format($"{o.Expression} < {value}"))),
        new ValueOperator("lt", (o, value) => SqlText.Format($"{o.Expression} < {value}")),
        new ValueOperator("nlt", (o, value) => o.OrNull(SqlText.Format($"{o.Expression} >= {value}"))),
        new ValueOperator("lte", (o, value) => SqlText.Format($"{o.Expression} <= {value}")),
        new ValueOperator("nlte", (o, value) => o.OrNull(SqlText.Format($"{o.Expression} > {value}"))),
    ];
}
