using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Types;
using Jim.Postgres.Schema;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning.Filters;

/// <summary>A <c>where</c> as SQL, with the null rules of the conventions (§2), which do not depend on SQL's three values.</summary>
internal sealed class RowFilter(PlanContext plan)
{
    private static readonly SqlText Nothing = SqlText.Of($"false");
    private readonly FilterBudget _budget = new(plan.Options.FilterOperationsMax);

    /// <summary>The condition on rows of <paramref name="source"/>; null: none.</summary>
    public static SqlText? Plan(PlanContext plan, RowSource source, ArgumentValue? where)
    {
        if (where is null)
        {
            return null;
        }

        plan.Guards.Nullness(where);
        var filter = new RowFilter(plan);
        return where.IsNull ? null : filter.Of(source, where);
    }

    private SqlText? Of(RowSource source, ArgumentValue where)
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

            if (Member(source, member, value) is { } condition)
            {
                conditions.Add(condition);
            }
        }

        return conditions.Count == 0 ? null : SqlText.Join(RowScope.And, conditions);
    }

    private SqlText? Member(RowSource source, InputValueDefinition member, ArgumentValue value) => member.Binding switch
    {
        OperatorInput { Operator: FilterOperator.And } => All(value, item => Of(source, item)),
        OperatorInput { Operator: FilterOperator.Or } => Any(value, item => Of(source, item)),
        OperatorInput { Operator: FilterOperator.IsNull } => IsMissing(source, value),
        ColumnFilter column => new ColumnFilters(plan, _budget).Of(Operand.Of(source, column.Column), value),
        ParentFilter parent => Of(source.Scope.Join(source, parent.ForeignKey, parent.Reverse), value),
        ChildrenFilter children => Children(source, children, value),
        _ => throw new InvalidOperationException($"filter member {member.Name} has no binding"),
    };

    private SqlText? All(ArgumentValue list, Func<ArgumentValue, SqlText?> of) => Connected(list, of, RowScope.And);

    private SqlText? Any(ArgumentValue list, Func<ArgumentValue, SqlText?> of) => Connected(list, of, RowScope.Or);

    private SqlText? Connected(ArgumentValue list, Func<ArgumentValue, SqlText?> of, SqlText connective)
    {
        plan.Guards.Length(list);
        return Connectives.Join(list.Items.Select(of), connective);
    }

    /// <summary><c>isNull</c>: there is no such row, or none in sight. The filtered row itself is always there.</summary>
    private SqlText IsMissing(RowSource source, ArgumentValue value)
    {
        _budget.Spend();
        plan.Guards.Same(value);
        var missing = (bool)value.Value!;
        return (source.Outer, missing) switch
        {
            (true, true) => SqlText.Of($"{source.Column(source.KeyColumn)} is null"),
            (true, false) => SqlText.Of($"{source.Column(source.KeyColumn)} is not null"),
            (false, true) => Nothing,
            (false, false) => SqlText.Of($"true"),
        };
    }

    private SqlText? Children(RowSource source, ChildrenFilter children, ArgumentValue value)
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

            conditions.Add(Quantified(source, children, ((OperatorInput)member.Binding!).Operator, inner));
        }

        return conditions.Count == 0 ? null : SqlText.Join(RowScope.And, conditions);
    }

    private SqlText Quantified(RowSource source, ChildrenFilter children, FilterOperator quantifier, ArgumentValue value)
    {
        var related = RelatedRows.From(
            plan, source, children.Through?.To ?? children.ForeignKey.From, children.ForeignKey, children.Through);
        var wanted = true;
        if (quantifier == FilterOperator.Any)
        {
            plan.Guards.Same(value);
            wanted = (bool)value.Value!;
        }
        else if (Of(related.Root, value) is { } condition)
        {
            related.Where(quantifier == FilterOperator.All ? SqlText.Of($"({condition}) is not true") : SqlText.Of($"({condition})"));
        }
        else if (quantifier == FilterOperator.All)
        {
            return SqlText.Of($"true");
        }

        return wanted && quantifier is FilterOperator.Any or FilterOperator.Some
            ? SqlText.Of($"exists (select {related.FromWhere()})")
            : SqlText.Of($"not exists (select {related.FromWhere()})");
    }
}
