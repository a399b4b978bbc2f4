using System.Collections.Immutable;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using Jim.Postgres.Planning.Filters;
using Jim.Postgres.Schema;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning.Changes;

/// <summary>Plans the rows of change events. Pure.</summary>
public sealed class ChangePlanner(PlanOptions options)
{
    /// <param name="field">A root field bound to <see cref="ChangeField"/>. Throws <see cref="Jim.GraphQL.GraphQLException"/> for a refused filter.</param>
    public ChangePlan Plan(Operation operation, CollectedField field, VariableValues variables)
    {
        var relation = ((ChangeField)field.Definition!.Binding!).Relation;
        var plan = new PlanContext(operation, variables, options);
        var scope = new RowScope(plan, relation);
        foreach (var column in relation.Key!.Columns)
        {
            scope.NewCell(SqlText.Of($"{scope.Root.Column(column)}::text"));
        }

        scope.Where(IsChanged(plan, scope.Root));
        var where = plan.Arguments(field).FirstOrDefault(a => a.Key.Binding is RoleInput { Role: ArgumentRole.Where }).Value;
        scope.Where(RowFilter.Plan(plan, scope.Root, where));
        var rows = new RowPlanner(plan);
        var type = (ObjectType)field.Definition.Type.Named;
        var members = plan.Subfields(type, field)
            .Where(f => f.Definition?.Binding is ChangeMemberField { Member: ChangeMember.Row })
            .Select(f => RowPlanner.Field(type, f, rows.Object((ObjectType)f.Definition!.Type.Named, plan.Subfields((ObjectType)f.Definition.Type.Named, f), scope.Root)))
            .ToImmutableArray();
        var root = new RootScope(plan);
        root.Scope.NewCell(SqlText.Of($"array_send(array(select {scope.Row()} {scope.FromWhere()}))"));
        return new ChangePlan
        {
            Relation = relation,
            Statement = root.Text().ToStatement(),
            CellCount = () => scope.CellCount,
            Rows = members,
            Reads = [.. plan.Reads],
            ResponseName = field.ResponseName,
            Source = operation.Document.Source,
        };
    }

    /// <summary>The row's key is one of the run's keys, each column as an array of texts.</summary>
    private static SqlText IsChanged(PlanContext plan, RowSource source)
    {
        var columns = source.Relation.Key!.Columns;
        if (columns.Length == 1)
        {
            return SqlText.Of($"{source.Column(columns[0])} = any({Keys(plan, columns[0], 0)})");
        }

        var names = SqlText.Join(RowScope.Comma, columns.Select(source.Column));
        var lists = SqlText.Join(RowScope.Comma, columns.Select((c, i) => SqlText.Of($"{Keys(plan, c, i)}")));
        return SqlText.Of($"({names}) in (select * from unnest({lists}))");
    }

    private static SqlParameter Keys(PlanContext plan, Column column, int part)
    {
        var type = SqlTypes.Of(column.Type);
        return plan.Parameter(new KeysSource(part), new SqlType(type.Cast + "[]", null, keys => ArrayText.Of((IEnumerable<string>)keys)));
    }
}
