using Jim.GraphQL.Operations;
using Jim.Postgres.Planning.Filters;
using Jim.Postgres.Planning.Paging;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning;

/// <summary>
/// Plans a connection as sub-selects in the row that it belongs to: a cell with its rows as an array of composites, and one with their
/// count where it is asked for. Joins in their place would multiply the rows of lists that stand side by side, and separate statements
/// would grow in number with the rows.
/// </summary>
internal sealed class ConnectionPlanner(PlanContext plan, RowPlanner rows)
{
    /// <param name="field">The connection field.</param>
    /// <param name="parentType">The name of the type that has the field, for errors.</param>
    /// <param name="owner">The scope whose row gets the cells.</param>
    /// <param name="from">Makes the scope of the connection's rows, once for each sub-select.</param>
    public Shape<WireRow> Plan(CollectedField field, string parentType, RowScope owner, Func<RowScope> from)
    {
        var coordinate = $"{parentType}.{field.Definition!.Name}";
        var arguments = PageArguments.Read(plan, field, coordinate);
        var type = (ObjectType)field.Definition.Type.Named;
        var list = new ListPlanner(plan, rows, arguments, coordinate, from);
        var parts = new Parts(list, First, () => CountCell(owner, arguments, from));
        var members = Members(type, plan.Subfields(type, field), parts);
        int? cell = list.IsUsed ? owner.NewCell(list.Text()) : null;
        var frame = new PageFrame(cell, arguments.Size, arguments.Backward, arguments.After is not null, arguments.Before is not null);
        return new ConnectionShape(frame, members);

        // The first rows of a list with @stream have a sub-select of their own, so that what is nested in them is read for these rows only.
        // A page that is asked for by `last` is read from its end, so its first rows are the last to be read: it is read whole and cut.
        Shape<Page> First(CollectedField member, int count)
        {
            if (arguments.Backward)
            {
                return new RowsShape(list.Rows(member), NonNullItems(member), count);
            }

            var start = new ListPlanner(plan, rows, arguments with { Size = Math.Min(count, arguments.Size) }, coordinate, from);
            var items = new RowsShape(start.Rows(member), NonNullItems(member));
            return new OwnRowsShape(new ConnectionShape(new PageFrame(owner.NewCell(start.Text()), count, false, false, false), items));
        }
    }

    private static bool NonNullItems(CollectedField member) => ((ListType)member.Definition!.Type.Nullable).OfType.IsNonNull;

    private int CountCell(RowScope owner, PageArguments arguments, Func<RowScope> from)
    {
        var scope = from();
        scope.Where(RowFilter.Plan(plan, scope.Root, arguments.Where));
        return owner.NewCell(SqlText.Format($"(select count(*) {scope.FromWhere()})"));
    }

    private ObjectShape<Page> Members(ObjectType type, IReadOnlyList<CollectedField> fields, Parts parts)
    {
        var members = ImmutableArray.CreateBuilder<FieldShape<Page>>(fields.Count);
        foreach (var field in fields)
        {
            plan.Path.Push(field.ResponseName);
            var shape = field.Definition?.Binding is PagingField { Member: var member }
                ? Member(member, field, parts)
                : RowPlanner.Constant<Page>(type, field);
            members.Add(RowPlanner.Field(type, field, shape));
            plan.Path.Pop();
        }

        return new ObjectShape<Page>(members.MoveToImmutable());
    }

    private Shape<Page> Member(PagingMember member, CollectedField field, Parts parts)
    {
        switch (member)
        {
            case PagingMember.Nodes or PagingMember.Edges:
                return IncrementalDirectives.GetFirstItems(plan.Operation, field) is { } most
                    ? parts.First(field, most)
                    : new RowsShape(parts.List.Rows(field), NonNullItems(field));
            case PagingMember.TotalCount:
                return new CountShape(parts.Count());
            case PagingMember.PageInfo:
                var type = (ObjectType)field.Definition!.Type.Named;
                return new PageInfoShape(Members(type, plan.Subfields(type, field), parts));
            case PagingMember.HasNextPage or PagingMember.HasPreviousPage:
                parts.List.NeedsSurplus();
                return new HasPageShape(member == PagingMember.HasNextPage);
            case PagingMember.StartCursor or PagingMember.EndCursor:
                return new PageCursorShape(parts.List.Cursor(), member == PagingMember.EndCursor);
            case PagingMember.EdgeCursor or PagingMember.EdgeNode:
            default:
                throw new InvalidOperationException($"{member} is not a member of a connection");
        }
    }

    /// <summary>What the members of one connection are made of: its rows, the first rows of a list with @stream, its count.</summary>
    private sealed record Parts(ListPlanner List, Func<CollectedField, int, Shape<Page>> First, Func<int> Count);
}
