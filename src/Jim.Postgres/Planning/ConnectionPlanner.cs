using System.Collections.Immutable;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Types;
using Jim.Postgres.Planning.Filters;
using Jim.Postgres.Planning.Paging;
using Jim.Postgres.Running;
using Jim.Postgres.Running.Shapes;
using Jim.Postgres.Schema;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning;

/// <summary>
/// A connection: a cell with its rows as an array of composites, and one with the count where it is asked for. Sub-selects, so that sibling lists do not
/// multiply and the number of statements never grows.
/// </summary>
internal sealed class ConnectionPlanner(PlanContext plan, RowPlanner rows)
{
    /// <param name="field">The connection field.</param>
    /// <param name="parentType">Its type's name, for errors.</param>
    /// <param name="owner">The scope whose row gets the cells.</param>
    /// <param name="from">Makes the scope of the connection's rows, once for each sub-select.</param>
    public Shape<WireRow> Plan(CollectedField field, string parentType, RowScope owner, Func<RowScope> from)
    {
        var coordinate = $"{parentType}.{field.Definition!.Name}";
        var arguments = PageArguments.Read(plan, field, coordinate);
        var type = (ObjectType)field.Definition.Type.Named;
        var list = new ListPlanner(plan, rows, arguments, coordinate, from);
        var members = Members(type, plan.Subfields(type, field), list, () => CountCell(owner, arguments, from));
        int? cell = list.IsUsed ? owner.NewCell(list.Text()) : null;
        var frame = new PageFrame(cell, arguments.Size, arguments.Backward, arguments.After is not null, arguments.Before is not null);
        return new ConnectionShape(frame, members);
    }

    private int CountCell(RowScope owner, PageArguments arguments, Func<RowScope> from)
    {
        var scope = from();
        scope.Where(RowFilter.Plan(plan, scope.Root, arguments.Where));
        return owner.NewCell(SqlText.Of($"(select count(*) {scope.FromWhere()})"));
    }

    private ObjectShape<Page> Members(ObjectType type, IReadOnlyList<CollectedField> fields, ListPlanner list, Func<int> count)
    {
        var members = ImmutableArray.CreateBuilder<FieldShape<Page>>(fields.Count);
        foreach (var field in fields)
        {
            plan.Path.Push(field.ResponseName);
            var shape = field.Definition?.Binding is PagingField { Member: var member }
                ? Member(member, field, list, count)
                : RowPlanner.Constant<Page>(type, field);
            members.Add(RowPlanner.Field(type, field, shape));
            plan.Path.Pop();
        }

        return new ObjectShape<Page>(members.MoveToImmutable());
    }

    private Shape<Page> Member(PagingMember member, CollectedField field, ListPlanner list, Func<int> count)
    {
        switch (member)
        {
            case PagingMember.Nodes or PagingMember.Edges:
                return new RowsShape(list.Rows(field), ((ListType)field.Definition!.Type.Nullable).OfType.IsNonNull);
            case PagingMember.TotalCount:
                return new CountShape(count());
            case PagingMember.PageInfo:
                var type = (ObjectType)field.Definition!.Type.Named;
                return new PageInfoShape(Members(type, plan.Subfields(type, field), list, count));
            case PagingMember.HasNextPage or PagingMember.HasPreviousPage:
                list.NeedsSurplus();
                return new HasPageShape(member == PagingMember.HasNextPage);
            case PagingMember.StartCursor or PagingMember.EndCursor:
                return new PageCursorShape(list.Cursor(), list.CellCount, member == PagingMember.EndCursor);
            default:
                throw new InvalidOperationException($"{member} is no member of a connection");
        }
    }
}
