using System.Text.Json;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Types;
using Jim.Postgres.Schema;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning.Filters;

/// <summary>
/// Conditions on jsonb. Values are compared as jsonb, never cast to another type: a cast of stored data can fail and tell another tenant's
/// value in its error (reference B6).
/// </summary>
internal sealed class JsonFilters(PlanContext plan, FilterBudget budget)
{
    public SqlText Whole(Operand operand, FilterOperator op, ArgumentValue value)
    {
        var c = Jsonb(operand);
        switch (op)
        {
            case FilterOperator.JsonContains:
                return SqlText.Of($"{c} @> {plan.Parameter(value, SqlTypes.Jsonb)}");
            case FilterOperator.JsonContainedBy:
                return SqlText.Of($"{c} <@ {plan.Parameter(value, SqlTypes.Jsonb)}");
            case FilterOperator.HasKey:
                return SqlText.Of($"{c} ? {plan.Parameter(value, SqlTypes.Text)}");
            case FilterOperator.HasKeys:
                return SqlText.Of($"{c} ?& {plan.Parameter(value, SqlTypes.TextList)}");
            default:
                return IsNull(c, value);
        }
    }

    /// <summary>One <c>{ path, eq, … }</c>: all its operators must hold at that place.</summary>
    public SqlText? AtPath(Operand operand, ArgumentValue conditions)
    {
        budget.Enter();
        plan.Guards.Members(conditions);
        var path = conditions.Fields.First(f => f.Key.Binding is RoleInput { Role: ArgumentRole.Path }).Value;
        var place = SqlText.Of($"({Jsonb(operand)} #> {plan.Parameter(path, SqlTypes.Path)})");
        var all = new List<SqlText>();
        foreach (var (member, value) in conditions.Fields)
        {
            if (member.Binding is OperatorInput { Operator: var op })
            {
                budget.Spend();
                all.Add(Operator(place, op, member, value, conditions.Type.Named.Name));
            }
        }

        return all.Count == 0 ? null : SqlText.Join(RowScope.And, all);
    }

    private SqlText Operator(SqlText place, FilterOperator op, InputValueDefinition member, ArgumentValue value, string filterType)
    {
        plan.Guards.Nullness(value);
        var isNull = value.Value is null or JsonElement { ValueKind: JsonValueKind.Null };
        if (isNull)
        {
            return op switch
            {
                FilterOperator.Eq => Missing(place, true),
                FilterOperator.Neq => Missing(place, false),
                _ => throw PlanErrors.FilterNull(member, filterType),
            };
        }

        return op switch
        {
            FilterOperator.Eq => SqlText.Of($"{place} = {Sent(value)}"),
            FilterOperator.Neq => SqlText.Of($"{place} is distinct from {Sent(value)}"),
            FilterOperator.In => SqlText.Of($"{place} = any({plan.Parameter(value, SqlTypes.JsonbArray)})"),
            FilterOperator.JsonContains => SqlText.Of($"{place} @> {Sent(value)}"),
            FilterOperator.IsNull => IsNull(place, value),
            FilterOperator.Gt => Compared(place, value, SqlText.Of($">")),
            FilterOperator.Gte => Compared(place, value, SqlText.Of($">=")),
            FilterOperator.Lt => Compared(place, value, SqlText.Of($"<")),
            _ => Compared(place, value, SqlText.Of($"<=")),
        };
    }

    /// <summary>jsonb has an order across types; only values of the same type are comparable to a client.</summary>
    private SqlText Compared(SqlText place, ArgumentValue value, SqlText sign) =>
        SqlText.Of($"(jsonb_typeof({place}) = jsonb_typeof({Sent(value)}) and {place} {sign} {Sent(value)})");

    private SqlText IsNull(SqlText place, ArgumentValue value)
    {
        plan.Guards.Same(value);
        return Missing(place, (bool)value.Value!);
    }

    private static SqlText Missing(SqlText place, bool missing) => missing
        ? SqlText.Of($"coalesce({place}, 'null') = 'null'")
        : SqlText.Of($"coalesce({place}, 'null') <> 'null'");

    private static SqlText Jsonb(Operand operand) =>
        operand.Type.Name == "json" ? SqlText.Of($"{operand.Expression}::jsonb") : operand.Expression;

    private SqlParameter Sent(ArgumentValue value) => plan.Parameter(value, SqlTypes.Jsonb);
}
