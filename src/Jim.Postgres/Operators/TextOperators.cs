namespace Jim.Postgres.Operators;

/// <summary>Operators of text: first those of HotChocolate in its order, then Jim's own.</summary>
internal static class TextOperators
{
    public static ImmutableArray<FilterOperator> All { get; } =
    [
        RowOperators.And,
        RowOperators.Or,
        ComparisonOperators.Equal,
        ComparisonOperators.NotEqual,
        Pattern("contains", LikeTypes.Contains, (o, p) => SqlText.Format($"{o.Matched} like {p}")),
        Pattern("ncontains", LikeTypes.Contains, (o, p) => o.OrNull(SqlText.Format($"{o.Matched} not like {p}"))),
        ComparisonOperators.In,
        ComparisonOperators.NotIn,
        Pattern("startsWith", LikeTypes.StartsWith, (o, p) => SqlText.Format($"{o.Matched} like {p}")),
        Pattern("nstartsWith", LikeTypes.StartsWith, (o, p) => o.OrNull(SqlText.Format($"{o.Matched} not like {p}"))),
        Pattern("endsWith", LikeTypes.EndsWith, (o, p) => SqlText.Format($"{o.Matched} like {p}")),
        Pattern("nendsWith", LikeTypes.EndsWith, (o, p) => o.OrNull(SqlText.Format($"{o.Matched} not like {p}"))),
        Pattern(
            "icontains", LikeTypes.Contains, (o, p) => SqlText.Format($"{o.Matched} ilike {p}"),
            "As contains, whatever the case of letters."),
        Pattern(
            "istartsWith", LikeTypes.StartsWith, (o, p) => SqlText.Format($"{o.Matched} ilike {p}"),
            "As startsWith, whatever the case of letters."),
        new ValueOperator("ieq", (o, p) => SqlText.Format($"lower({o.Text}) = lower({p})"))
        {
            SentAs = SqlTypes.Text, Cost = 20, Description = "As eq, whatever the case of letters.",
        },
        new ValueOperator("search", Search)
        {
            SentAs = SqlTypes.Text, Cost = 20, CountedBy = CostUnit.Words,
            Description = "Full text search: words, \"phrases\", or, -without.",
        },
    ];

    private static ValueOperator Pattern(
        string name, SqlType sentAs, Func<FilterOperand, SqlParameter, SqlText> render, string? description = null) =>
        new(name, render) { SentAs = sentAs, Cost = 20, CountedBy = CostUnit.Characters, Description = description };

    private static SqlText Search(FilterOperand operand, SqlParameter words) => operand.IsSearchVector
        ? SqlText.Format($"{operand.Raw} @@ websearch_to_tsquery('simple', {words})")
        : SqlText.Format($"to_tsvector('simple', {operand.Text}) @@ websearch_to_tsquery('simple', {words})");
}
