using Jim.GraphQL.Inputs;
using Jim.Postgres.Schema;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning.Filters;

/// <summary>
/// Comparisons and text search. A negation includes rows where the value is null: NOT of a two-valued condition, whatever SQL's three
/// values say.
/// </summary>
internal sealed class ScalarFilters(PlanContext plan)
{
    public SqlText Of(Operand operand, FilterOperator op, ArgumentValue value) => op switch
    {
        FilterOperator.Eq when value.IsNull => SqlText.Of($"{operand.Expression} is null"),
        FilterOperator.Neq when value.IsNull => SqlText.Of($"{operand.Expression} is not null"),
        FilterOperator.Eq => SqlText.Of($"{operand.Expression} = {Sent(operand, value)}"),
        FilterOperator.Neq when operand.Nullable => SqlText.Of($"{operand.Expression} is distinct from {Sent(operand, value)}"),
        FilterOperator.Neq => SqlText.Of($"{operand.Expression} <> {Sent(operand, value)}"),
        FilterOperator.Gt => Compared(operand, value, false, SqlText.Of($">")),
        FilterOperator.Ngt => Compared(operand, value, true, SqlText.Of($"<=")),
        FilterOperator.Gte => Compared(operand, value, false, SqlText.Of($">=")),
        FilterOperator.Ngte => Compared(operand, value, true, SqlText.Of($"<")),
        FilterOperator.Lt => Compared(operand, value, false, SqlText.Of($"<")),
        FilterOperator.Nlt => Compared(operand, value, true, SqlText.Of($">=")),
        FilterOperator.Lte => Compared(operand, value, false, SqlText.Of($"<=")),
        FilterOperator.Nlte => Compared(operand, value, true, SqlText.Of($">")),
        _ => Text(operand, op, value),
    };

    /// <summary>Postgres orders all values of a type, NaN included, so that "not greater" is "less or equal", or null.</summary>
    private SqlText Compared(Operand operand, ArgumentValue value, bool orNull, SqlText sign)
    {
        var compared = SqlText.Of($"{operand.Expression} {sign} {Sent(operand, value)}");
        return orNull && operand.Nullable ? SqlText.Of($"({compared} or {operand.Expression} is null)") : compared;
    }

    private SqlText Text(Operand operand, FilterOperator op, ArgumentValue value)
    {
        var c = operand.Expression;
        return op switch
        {
            FilterOperator.Contains => SqlText.Of($"{c} like {plan.Parameter(value, LikeTypes.Contains)}"),
            FilterOperator.StartsWith => SqlText.Of($"{c} like {plan.Parameter(value, LikeTypes.StartsWith)}"),
            FilterOperator.EndsWith => SqlText.Of($"{c} like {plan.Parameter(value, LikeTypes.EndsWith)}"),
            FilterOperator.Ncontains => Not(operand, SqlText.Of($"{c} not like {plan.Parameter(value, LikeTypes.Contains)}")),
            FilterOperator.NstartsWith => Not(operand, SqlText.Of($"{c} not like {plan.Parameter(value, LikeTypes.StartsWith)}")),
            FilterOperator.NendsWith => Not(operand, SqlText.Of($"{c} not like {plan.Parameter(value, LikeTypes.EndsWith)}")),
            FilterOperator.Icontains => SqlText.Of($"{c} ilike {plan.Parameter(value, LikeTypes.Contains)}"),
            FilterOperator.IstartsWith => SqlText.Of($"{c} ilike {plan.Parameter(value, LikeTypes.StartsWith)}"),
            FilterOperator.Ieq => SqlText.Of($"lower({c}) = lower({plan.Parameter(value, SqlTypes.Text)})"),
            FilterOperator.Search when operand.Type.Name == "tsvector" =>
                SqlText.Of($"{operand.Raw} @@ websearch_to_tsquery('simple', {plan.Parameter(value, SqlTypes.Text)})"),
            FilterOperator.Search =>
                SqlText.Of($"to_tsvector('simple', {c}) @@ websearch_to_tsquery('simple', {plan.Parameter(value, SqlTypes.Text)})"),
            _ => throw new InvalidOperationException($"operator {op} is not one of a scalar"),
        };
    }

    private static SqlText Not(Operand operand, SqlText negation) =>
        operand.Nullable ? SqlText.Of($"({negation} or {operand.Expression} is null)") : negation;

    private SqlParameter Sent(Operand operand, ArgumentValue value) => plan.Parameter(value, operand.Sent);
}
