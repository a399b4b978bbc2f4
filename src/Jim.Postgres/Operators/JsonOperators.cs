namespace Jim.Postgres.Operators;

/// <summary>
/// Operators of JSON. Values are compared as jsonb and never cast to another type: a cast of stored data can fail, which would make the
/// whole query fail, and Postgres' message would quote a value that may be of a row which the caller may not see.
/// </summary>
internal static class JsonOperators
{
    private static readonly FlagOperator IsNull = new("isNull", (o, wanted) => Missing(o, wanted));

    /// <summary>The operators for a part of a JSON value.</summary>
    private static readonly ImmutableArray<FilterOperator> AtPath =
    [
        Compare("eq", (o, value) => SqlText.Format($"{o.Expression} = {value}"), o => Missing(o, true)),
        Compare("neq", (o, value) => SqlText.Format($"{o.Expression} is distinct from {value}"), o => Missing(o, false)),
        Compare("gt", (o, value) => SameType(o, value, SqlText.Format($">"))),
        Compare("gte", (o, value) => SameType(o, value, SqlText.Format($">="))),
        Compare("lt", (o, value) => SameType(o, value, SqlText.Format($"<"))),
        Compare("lte", (o, value) => SameType(o, value, SqlText.Format($"<="))),
        new ValueOperator("in", (o, values) => SqlText.Format($"{o.Expression} = any({values})"))
        {
            Takes = new ListType(Scalars.Any), SentAs = SqlTypes.JsonbArray, CountedBy = CostUnit.TenItems,
        },
        Compare("contains", (o, value) => SqlText.Format($"{o.Expression} @> {value}")),
        IsNull,
    ];

    public static ImmutableArray<FilterOperator> All { get; } =
    [
        new ValueOperator("contains", (o, value) => SqlText.Format($"{o.Expression} @> {value}"))
        {
            SentAs = SqlTypes.Jsonb, Cost = 20, Description = "Holds this value: `{tag: \"a\"}` finds every object with that member.",
        },
        new ValueOperator("containedBy", (o, value) => SqlText.Format($"{o.Expression} <@ {value}"))
        {
            SentAs = SqlTypes.Jsonb, Cost = 20, Description = "Holds nothing but what this value holds.",
        },
        new ValueOperator("hasKey", (o, key) => SqlText.Format($"{o.Expression} ? {key}"))
        {
            Takes = Scalars.String, SentAs = SqlTypes.Text, Cost = 20, Description = "Has this member.",
        },
        new ValueOperator("hasKeys", (o, keys) => SqlText.Format($"{o.Expression} ?& {keys}"))
        {
            Takes = new ListType(new NonNullType(Scalars.String)), SentAs = SqlTypes.TextList, Cost = 20,
            CountedBy = CostUnit.TenItems,
            Description = "Has all these members.",
        },
        new PathOperator("path", AtPath)
        {
            Cost = 20, CountedBy = CostUnit.Items, Description = "Conditions on places inside the value; all must hold.",
        },
        IsNull,
    ];

    /// <summary>Makes the operand for the part of a JSON value that a path leads to.</summary>
    public static FilterOperand ToPlace(FilterOperand json, SqlParameter path)
    {
        var place = SqlText.Format($"({json.Expression} #> {path})");
        return new FilterOperand(place, place, SqlTypes.Jsonb, SqlTypes.JsonbArray, Nullable: true);
    }

    private static ValueOperator Compare(
        string name, Func<FilterOperand, SqlParameter, SqlText> render, Func<FilterOperand, SqlText>? renderNull = null) =>
        new(name, render) { SentAs = SqlTypes.Jsonb, RenderNull = renderNull };

    /// <summary>
    /// Compares values of the same JSON type only. Postgres also orders values of different types (a number comes before an array), which
    /// nobody would expect of <c>gt</c>.
    /// </summary>
    private static SqlText SameType(FilterOperand o, SqlParameter value, SqlText sign) =>
        SqlText.Format($"(jsonb_typeof({o.Expression}) = jsonb_typeof({value}) and {o.Expression} {sign} {value})");

    /// <summary>Whether the value is null. A part that is missing, or SQL's null, counts as JSON's null.</summary>
    private static SqlText Missing(FilterOperand o, bool wanted) => wanted
        ? SqlText.Format($"coalesce({o.Expression}, 'null') = 'null'")
        : SqlText.Format($"coalesce({o.Expression}, 'null') <> 'null'");
}
