using Jim.GraphQL.Inputs;
using Jim.GraphQL.Types;
using Jim.Postgres.Schema;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning.Filters;

/// <summary>The operators of one column.</summary>
internal sealed class ColumnFilters(PlanContext plan, FilterBudget budget)
{
    public SqlText? Of(Operand operand, ArgumentValue operators)
    {
        budget.Enter();
        plan.Guards.Members(operators);
        var conditions = new List<SqlText>();
        foreach (var (member, value) in operators.Fields)
        {
            plan.Guards.Nullness(value);
            if (Operator(operand, member, value, operators.Type.Named.Name) is { } condition)
            {
                conditions.Add(condition);
            }
        }

        return conditions.Count == 0 ? null : SqlText.Join(RowScope.And, conditions);
    }

    private SqlText? Operator(Operand operand, InputValueDefinition member, ArgumentValue value, string filterType)
    {
        var op = ((OperatorInput)member.Binding!).Operator;
        if (value.IsNull && (op is not (FilterOperator.Eq or FilterOperator.Neq) || !operand.Nullable))
        {
            throw PlanErrors.FilterNull(member, filterType);
        }

        switch (op)
        {
            case FilterOperator.And or FilterOperator.Or:
                plan.Guards.Length(value);
                return Connectives.Join(
                    value.Items.Select(item => Of(operand, item)), op == FilterOperator.And ? RowScope.And : RowScope.Or);
            case FilterOperator.Some or FilterOperator.None or FilterOperator.All or FilterOperator.Any:
                budget.Spend();
                return Items(operand, op, value);
            case FilterOperator.JsonPath:
                plan.Guards.Length(value);
                return Connectives.Join(value.Items.Select(item => new JsonFilters(plan, budget).AtPath(operand, item)), RowScope.And);
            case FilterOperator.JsonContains or FilterOperator.JsonContainedBy or FilterOperator.HasKey or FilterOperator.HasKeys
                or FilterOperator.IsNull:
                budget.Spend();
                return new JsonFilters(plan, budget).Whole(operand, op, value);
            case FilterOperator.In or FilterOperator.Nin:
                budget.Spend();
                return InList(operand, member, value, op == FilterOperator.In, filterType);
            default:
                budget.Spend();
                return new ScalarFilters(plan).Of(operand, op, value);
        }
    }

    private SqlText InList(Operand operand, InputValueDefinition member, ArgumentValue list, bool isIn, string filterType)
    {
        var holdsNull = list.Value is object?[] items && Array.Exists(items, i => i is null);
        plan.Guards.HoldsNull(list, holdsNull);
        foreach (var item in list.Origin is null ? list.Items : [])
        {
            plan.Guards.Nullness(item);
        }

        if (holdsNull && !operand.Nullable)
        {
            throw PlanErrors.FilterNull(member, filterType);
        }

        var values = plan.Parameter(list, operand.SentList);
        var c = operand.Expression;
        return (isIn, holdsNull) switch
        {
            (true, false) => SqlText.Of($"{c} = any({values})"),
            (true, true) => SqlText.Of($"({c} = any({values}) or {c} is null)"),
            (false, true) => SqlText.Of($"({c} <> all({values}) and {c} is not null)"),
            (false, false) when operand.Nullable => SqlText.Of($"({c} <> all({values}) or {c} is null)"),
            (false, false) => SqlText.Of($"{c} <> all({values})"),
        };
    }

    /// <summary>Operators on the items of an array.</summary>
    private SqlText Items(Operand operand, FilterOperator quantifier, ArgumentValue value)
    {
        var c = operand.Expression;
        if (quantifier == FilterOperator.Any)
        {
            plan.Guards.Same(value);
            return (bool)value.Value! ? SqlText.Of($"cardinality({c}) > 0") : SqlText.Of($"coalesce(cardinality({c}), 0) = 0");
        }

        var alias = plan.NewAlias();
        var element = operand.Type.Element ?? operand.Type;
        var condition = Of(Operand.Of(SqlText.Of($"{alias}.item"), element.Effective, nullable: true), value) ?? SqlText.Of($"true");
        return quantifier switch
        {
            FilterOperator.Some => SqlText.Of($"exists (select from unnest({c}) {alias}(item) where {condition})"),
            FilterOperator.None => SqlText.Of($"not exists (select from unnest({c}) {alias}(item) where {condition})"),
            _ => SqlText.Of($"not exists (select from unnest({c}) {alias}(item) where ({condition}) is not true)"),
        };
    }
}
