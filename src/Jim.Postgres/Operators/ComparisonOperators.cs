using System.Collections.Immutable;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Operators;

/// <summary>
/// Equality and order. Postgres orders all values of a type, NaN included, so that "not greater" is "less or equal", or null.
/// </summary>
internal static class ComparisonOperators
{
    public static ValueOperator Equal { get; } = new("eq", (o, value) => SqlText.Of($"{o.Expression} = {value}"))
    {
        RenderNull = o => SqlText.Of($"{o.Expression} is null"),
    };

    public static ValueOperator NotEqual { get; } = new("neq", (o, value) => o.Nullable
        ? SqlText.Of($"{o.Expression} is distinct from {value}")
        : SqlText.Of($"{o.Expression} <> {value}"))
    {
        RenderNull = o => SqlText.Of($"{o.Expression} is not null"),
    };

    public static ListOperator In { get; } = new("in", (o, values, holdsNull) => holdsNull
        ? SqlText.Of($"({o.Expression} = any({values}) or {o.Expression} is null)")
        : SqlText.Of($"{o.Expression} = any({values})"));

    public static ListOperator NotIn { get; } = new("nin", (o, values, holdsNull) => holdsNull
        ? SqlText.Of($"({o.Expression} <> all({values}) and {o.Expression} is not null)")
        : o.OrNull(SqlText.Of($"{o.Expression} <> all({values})")));

    /// <summary>For types whose values are equal or not and have nothing between.</summary>
    public static ImmutableArray<FilterOperator> Equality { get; } = [Equal, NotEqual, In, NotIn];

    /// <summary>For truth values, where a list of values says nothing that one value does not.</summary>
    public static ImmutableArray<FilterOperator> Boolean { get; } = [Equal, NotEqual];

    /// <summary>For types with an order.</summary>
    public static ImmutableArray<FilterOperator> Ordered { get; } =
    [
        .. Equality,
        new ValueOperator("gt", (o, value) => SqlText.Of($"{o.Expression} > {value}")),
        new ValueOperator("ngt", (o, value) => o.OrNull(SqlText.Of($"{o.Expression} <= {value}"))),
        new ValueOperator("gte", (o, value) => SqlText.Of($"{o.Expression} >= {value}")),
        new ValueOperator("ngte", (o, value) => o.OrNull(SqlText.Of($"{o.Expression} < {value}"))),
        new ValueOperator("lt", (o, value) => SqlText.Of($"{o.Expression} < {value}")),
        new ValueOperator("nlt", (o, value) => o.OrNull(SqlText.Of($"{o.Expression} >= {value}"))),
        new ValueOperator("lte", (o, value) => SqlText.Of($"{o.Expression} <= {value}")),
        new ValueOperator("nlte", (o, value) => o.OrNull(SqlText.Of($"{o.Expression} > {value}"))),
    ];
}
