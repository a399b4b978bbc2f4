using Jim.GraphQL.Inputs;
using Jim.Postgres.Operators;
using Jim.Postgres.Schema;
using Jim.Postgres.Types;

namespace Jim.Postgres.Planning.Filters;

/// <summary>
/// A <c>where</c> as SQL. As in HotChocolate's filters a condition is true or false, never SQL's unknown: <c>neq: 1</c> holds for a column
/// that is null.
/// </summary>
internal sealed class RowFilter(PlanContext plan)
{
    private readonly FilterBudget _budget = new(plan.Options.FilterOperationsMax);

    /// <summary>
    /// The condition on rows of <paramref name="source"/>; null where the filter asks for nothing. Throws
    /// <see cref="Jim.GraphQL.Errors.GraphQLException"/> for a filter that is too large (HC0117) or holds a null that may not be one
    /// (HC0026).
    /// </summary>
    public static SqlText? Plan(PlanContext plan, RowSource source, ArgumentValue? where)
    {
        if (where is null)
        {
            return null;
        }

        plan.Guards.Nullness(where);
        var filter = new RowFilter(plan);
        return where.IsNull ? null : filter.Render(source, where, pins: true);
    }

    /// <param name="source">The row.</param>
    /// <param name="where">The filter.</param>
    /// <param name="pins">A row that does not fulfil it does not matter: it is part of no OR and of no negation.</param>
    private SqlText? Render(RowSource source, ArgumentValue where, bool pins)
    {
        _budget.Enter();
        plan.Guards.Members(where);
        var conditions = new List<SqlText>();
        foreach (var (member, value) in where.Fields)
        {
            plan.Guards.Nullness(value);
            if (value.IsNull)
            {
                throw PlanErrors.FilterNull(member, where.Type.Named.Name);
            }

            if (RenderMember(source, member, value, pins) is { } condition)
            {
                conditions.Add(condition);
            }
        }

        return conditions.Count == 0 ? null : SqlText.Join(RowScope.And, conditions);
    }

    private SqlText? RenderMember(RowSource source, InputValueDefinition member, ArgumentValue value, bool pins) => member.Binding switch
    {
        OperatorInput { Operator: ConnectiveOperator connective } => RenderConnective(source, connective, value, pins),
        OperatorInput { Operator: FlagOperator flag } => RenderFlag(source, flag, value),
        ColumnFilter { Column: var column } => RenderColumn(source, column, value, pins),
        ParentFilter parent => Render(source.Scope.Join(source, parent.ForeignKey, parent.Reverse), value, pins),
        ChildrenFilter children => RenderChildren(source, children, value),
        _ => throw new InvalidOperationException($"filter member {member.Name} has no binding"),
    };

    private SqlText? RenderColumn(RowSource source, Column column, ArgumentValue operators, bool pins)
    {
        var operand = Operand(source, column);
        foreach (var (member, value) in operators.Fields)
        {
            if (pins && !value.IsNull && member.Binding is OperatorInput { Operator: var found } && found == ComparisonOperators.Equal)
            {
                source.Read.Pin(column, plan.Parameter(value, operand.Sent));
            }
        }

        return new ColumnFilters(plan, _budget).Render(operand, operators);
    }

    private FilterOperand Operand(RowSource source, Column column)
    {
        var type = PostgresTypes.Describe(column.Type);
        if ((type.Element ?? type).IsComparedByText)
        {
            plan.Cast(new ColumnUse(source.Relation, column));
        }

        var operand = type.ToOperand(source.Column(column), source.IsNullable(column));
        return column.FoldsText ? operand.MatchLetters() : operand;
    }

    private SqlText? RenderConnective(RowSource source, ConnectiveOperator connective, ArgumentValue list, bool pins)
    {
        plan.Guards.Length(list);
        return Connectives.Join(list.Items.Select(item => Render(source, item, pins && connective == RowOperators.And)), connective.Sign);
    }

    /// <summary>
    /// An operator that asks whether the row exists. It is applied to a column that is null only where the row is missing.
    /// </summary>
    private SqlText RenderFlag(RowSource source, FlagOperator flag, ArgumentValue value)
    {
        _budget.Spend();
        plan.Guards.Same(value);
        var key = source.KeyColumn;
        return flag.Render(PostgresTypes.Describe(key.Type).ToOperand(source.Column(key), source.Outer), (bool)value.Value!);
    }

    private SqlText? RenderChildren(RowSource source, ChildrenFilter children, ArgumentValue value)
    {
        _budget.Enter();
        plan.Guards.Members(value);
        var conditions = new List<SqlText>();
        foreach (var (member, inner) in value.Fields)
        {
            _budget.Spend();
            plan.Guards.Nullness(inner);
            if (inner.IsNull)
            {
                throw PlanErrors.FilterNull(member, value.Type.Named.Name);
            }

            conditions.Add(RenderRelated(source, children, ((OperatorInput)member.Binding!).Operator, inner));
        }

        return conditions.Count == 0 ? null : SqlText.Join(RowScope.And, conditions);
    }

    private SqlText RenderRelated(RowSource source, ChildrenFilter children, FilterOperator filterOperator, ArgumentValue value)
    {
        var relation = children.Through?.To ?? children.ForeignKey.From;
        var related = RelatedRows.From(plan, source, relation, children.ForeignKey, children.Through);
        switch (filterOperator)
        {
            case ExistenceOperator:
                plan.Guards.Same(value);
                return ((bool)value.Value! ? RowOperators.Some : RowOperators.None).Render(related.FromWhere());
            case QuantifierOperator quantifier when Render(related.Root, value, pins: !quantifier.SeeksFailures) is { } condition:
                related.Where(quantifier.SeeksFailures ? quantifier.Seek(condition) : SqlText.Format($"({condition})"));
                return quantifier.Render(related.FromWhere());
            case QuantifierOperator { SeeksFailures: true }:
                // "All rows fulfil this" with a filter that asks for nothing: they do.
                return SqlText.Format($"true");
            case QuantifierOperator quantifier:
                return quantifier.Render(related.FromWhere());
            default:
                throw new InvalidOperationException($"the operator {filterOperator} is not one of a list of rows");
        }
    }
}
