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
        var beyond = new Dictionary<bool, int?>();
        var parts = new Parts(list, First, () => CountCell(owner, arguments, from), Beyond);
        var members = Members(type, plan.Subfields(type, field), parts);
        int? cell = list.IsUsed ? owner.NewCell(list.Text()) : null;
        var (preceding, following) = (beyond.GetValueOrDefault(false), beyond.GetValueOrDefault(true));
        return new ConnectionShape(
            new PageFrame(cell, list.Types, arguments.Size, arguments.Backward, preceding, following, list.TieCell), members);

        // The first rows of a list with @stream have a sub-select of their own, so that what is nested in them is read for these rows only.
        // A page that is asked for by `last` is read from its end, so its first rows are the last to be read: it is read whole and cut.
        Shape<Page> First(CollectedField member, int count)
        {
            if (arguments.Backward)
            {
                return new RowsShape(list.Rows(member), NonNullItems(member), count);
            }

            var size = Math.Min(count, arguments.Size);
            var start = new ListPlanner(plan, rows, arguments with { Size = size }, coordinate, from);
            var items = new RowsShape(start.Rows(member), NonNullItems(member));
            var frame = new PageFrame(owner.NewCell(start.Text()), start.Types, size, false, null, null, null);
            return new OwnRowsShape(new ConnectionShape(frame, items));
        }

        // Rows at the other side of a cursor are not among those that are read. A cursor alone does not say that there are any: its row may
        // be gone by now, or not fulfil the filter.
        void Beyond(bool next)
        {
            if ((next ? arguments.Before : arguments.After) is not null && !beyond.ContainsKey(next))
            {
                beyond.Add(next, BeyondCell(owner, arguments, coordinate, from, next));
            }
        }
    }

    private static bool NonNullItems(CollectedField member) => ((ListType)member.Definition!.Type.Nullable).OfType.IsNonNull;

    private int CountCell(RowScope owner, PageArguments arguments, Func<RowScope> from)
    {
        var scope = from();
        scope.Where(RowFilter.Plan(plan, scope.Root, arguments.Where));
        return owner.NewCell(SqlText.Format($"(select count(*) {scope.FromWhere()})"));
    }

    private int BeyondCell(RowScope owner, PageArguments arguments, string coordinate, Func<RowScope> from, bool next)
    {
        var scope = from();
        scope.Where(RowFilter.Plan(plan, scope.Root, arguments.Where));
        var order = RowOrder.Plan(plan, scope.Root, arguments.Order);
        scope.Where(next
            ? PageBounds.Following(plan, order, arguments.Before!, coordinate)
            : PageBounds.Preceding(plan, order, arguments.After!, coordinate));
        return owner.NewCell(SqlText.Format($"exists (select {scope.FromWhere()})"));
    }

    private ObjectShape<Page> Members(ObjectType type, IReadOnlyList<CollectedField> fields, Parts parts)
    {
        var members = ImmutableArray.CreateBuilder<FieldShape<Page>>(fields.Count);
        foreach (var field in fields)
        {
            plan.Path.Push(field.ResponseName);
            var shape = field.Definition?.Binding is PagingField { Member: var member }
                ? Member(member, type, field, parts)
                : RowPlanner.Constant<Page>(type, field);
            members.Add(RowPlanner.Field(type, field, shape));
            plan.Path.Pop();
        }

        return new ObjectShape<Page>(members.MoveToImmutable());
    }

    private Shape<Page> Member(PagingMember member, ObjectType type, CollectedField field, Parts parts)
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
                var info = (ObjectType)field.Definition!.Type.Named;
                return new PageInfoShape(Members(info, plan.Subfields(info, field), parts));
            case PagingMember.HasNextPage or PagingMember.HasPreviousPage:
                parts.List.NeedsSurplus();
                parts.Beyond(member == PagingMember.HasNextPage);
                return new HasPageShape(member == PagingMember.HasNextPage);
            case PagingMember.StartCursor or PagingMember.EndCursor:
                return new PageCursorShape(parts.List.Cursor(type, field), member == PagingMember.EndCursor);
            case PagingMember.EdgeCursor or PagingMember.EdgeNode:
            default:
                throw new InvalidOperationException($"{member} is not a member of a connection");
        }
    }

    /// <summary>
    /// What the members of one connection are made of: its rows, the first rows of a list with @stream, its count, and whether there are
    /// rows before or after the page.
    /// </summary>
    private sealed record Parts(
        ListPlanner List, Func<CollectedField, int, Shape<Page>> First, Func<int> Count, Action<bool> Beyond);
}
