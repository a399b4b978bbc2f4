using System.Text.Json;
using Jim.GraphQL.Inputs;
using Jim.Postgres.Operators;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Planning.Filters;

/// <summary>The filter of one column: the SQL of its operators, joined by AND.</summary>
internal sealed class ColumnFilters(PlanContext plan, FilterBudget budget)
{
    /// <summary>The condition; null where no operator is given.</summary>
    public SqlText? Render(FilterOperand operand, ArgumentValue operators)
    {
        budget.Enter();
        plan.Guards.Members(operators);
        var conditions = new List<SqlText>();
        foreach (var (member, value) in operators.Fields)
        {
            plan.Guards.Nullness(value);
            if (RenderOperator(operand, member, value, value.IsNull, operators.Type.Named.Name) is { } condition)
            {
                conditions.Add(condition);
            }
        }

        return conditions.Count == 0 ? null : SqlText.Join(RowScope.And, conditions);
    }

    private SqlText? RenderOperator(
        FilterOperand operand, InputValueDefinition member, ArgumentValue value, bool isNull, string filterType)
    {
        var filterOperator = ((OperatorInput)member.Binding!).Operator;
        if (isNull)
        {
            budget.Spend();
            return filterOperator is ValueOperator { RenderNull: { } renderNull } && operand.Nullable
                ? renderNull(operand)
                : throw PlanErrors.FilterNull(member, filterType);
        }

        switch (filterOperator)
        {
            case ConnectiveOperator connective:
                plan.Guards.Length(value);
                return Connectives.Join(value.Items.Select(item => Render(operand, item)), connective.Sign);
            case PathOperator:
                plan.Guards.Length(value);
                return Connectives.Join(value.Items.Select(item => RenderAtPath(operand, item)), RowScope.And);
            case QuantifierOperator quantifier:
                budget.Spend();
                return RenderItems(operand, quantifier, value);
            case FlagOperator flag:
                budget.Spend();
                plan.Guards.Same(value);
                return flag.Render(operand, (bool)value.Value!);
            case ListOperator list:
                budget.Spend();
                return RenderList(operand, list, member, value, filterType);
            case ValueOperator comparison:
                budget.Spend();
                CheckText(comparison, value);
                return comparison.Render(operand, plan.Parameter(value, comparison.SentAs ?? operand.Sent));
            default:
                throw new InvalidOperationException($"the operator {filterOperator} is not one of a column");
        }
    }

    /// <summary>Refuses a text that takes Postgres too long to look for in every row.</summary>
    private void CheckText(ValueOperator comparison, ArgumentValue value)
    {
        if (value.Value is not string text || comparison.CountedBy is not (CostUnit.Words or CostUnit.Characters))
        {
            return;
        }

        var (lengthMax, wordsMax) = (plan.Options.PatternMax, plan.Options.SearchWordsMax);
        plan.Guards.Within(value, lengthMax, static t => t.Length);
        if (text.Length > lengthMax)
        {
            throw PlanErrors.PatternTooLong(comparison.Name, text.Length, lengthMax);
        }

        if (comparison.CountedBy == CostUnit.Words)
        {
            plan.Guards.Within(value, wordsMax, TextSize.CountWords);
            if (TextSize.CountWords(text) is var words && words > wordsMax)
            {
                throw PlanErrors.TooManyWords(comparison.Name, words, wordsMax);
            }
        }
    }

    private SqlText RenderList(
        FilterOperand operand, ListOperator filterOperator, InputValueDefinition member, ArgumentValue list, string filterType)
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

        return filterOperator.Render(operand, plan.Parameter(list, operand.SentList), holdsNull);
    }

    /// <summary>A filter on the items of an array.</summary>
    private SqlText RenderItems(FilterOperand operand, QuantifierOperator quantifier, ArgumentValue filter)
    {
        var alias = plan.NewAlias();
        var item = operand.ToItem?.Invoke(SqlText.Format($"{alias}.item"))
            ?? throw new InvalidOperationException($"the operator {quantifier} is applied to what is no array");
        var condition = Render(item, filter) ?? SqlText.Format($"true");

        // In FROM, unnest would make a column of each member of a composite type.
        var items = operand.ItemsAreRows
            ? SqlText.Format($"(select unnest({operand.Expression}) as item) {alias}")
            : SqlText.Format($"unnest({operand.Expression}) {alias}(item)");
        return quantifier.Render(SqlText.Format($"from {items} where {quantifier.Seek(condition)}"));
    }

    /// <summary>One <c>{ path, eq, … }</c>: all its operators must hold at that place of a JSON value.</summary>
    private SqlText? RenderAtPath(FilterOperand json, ArgumentValue conditions)
    {
        budget.Enter();
        plan.Guards.Members(conditions);
        var path = conditions.Fields.First(f => f.Key.Binding is RoleInput { Role: ArgumentRole.Path }).Value;
        var place = JsonOperators.ToPlace(json, plan.Parameter(path, SqlTypes.Path));
        var all = new List<SqlText>();
        foreach (var (member, value) in conditions.Fields.Where(f => f.Key.Binding is OperatorInput))
        {
            plan.Guards.Nullness(value);
            var isNull = value.Value is null or JsonElement { ValueKind: JsonValueKind.Null };
            all.Add(RenderOperator(place, member, value, isNull, conditions.Type.Named.Name)!);
        }

        return all.Count == 0 ? null : SqlText.Join(RowScope.And, all);
    }
}
