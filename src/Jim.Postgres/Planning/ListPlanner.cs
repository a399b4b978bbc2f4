using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;
using Jim.Postgres.Planning.Filters;
using Jim.Postgres.Planning.Paging;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning;

/// <summary>
/// The sub-select of a connection's rows. Members of the connection add the cells that they need while they are planned; the SQL is written
/// after the last of them.
/// </summary>
internal sealed class ListPlanner
{
    private readonly PlanContext _plan;
    private readonly RowPlanner _rows;
    private readonly PageArguments _arguments;
    private readonly RowScope _scope;
    private readonly RowOrder _order;
    private bool _surplus;

    public ListPlanner(PlanContext plan, RowPlanner rows, PageArguments arguments, string coordinate, Func<RowScope> from)
    {
        (_plan, _rows, _arguments) = (plan, rows, arguments);
        _scope = from();
        _scope.Where(RowFilter.Plan(plan, _scope.Root, arguments.Where));
        _order = RowOrder.Plan(plan, _scope.Root, arguments.Order);
        Bound("after", arguments.After, reversed: false, coordinate);
        Bound("before", arguments.Before, reversed: true, coordinate);
    }

    /// <summary>True when a member needs the rows. Where only their count is selected, they are not read.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Reads one row more than the page has. Where it arrives, there are further pages.</summary>
    public void NeedsSurplus() => IsUsed = _surplus = true;

    /// <summary>The shape of each item of <c>nodes</c> or <c>edges</c>.</summary>
    public ObjectShape<WireRow> Rows(CollectedField field)
    {
        IsUsed = true;
        var type = (ObjectType)field.Definition!.Type.Named;
        var fields = _plan.Subfields(type, field);
        return field.Definition.Binding is PagingField { Member: PagingMember.Edges }
            ? Edge(type, fields)
            : _rows.Object(type, fields, _scope.Root);
    }

    /// <summary>The cursor of a row: its values of the columns that the rows are ordered by.</summary>
    public CursorShape Cursor()
    {
        IsUsed = true;
        return new CursorShape(
            _order.Reader.Order, [.. _order.Terms.Zip(_order.Reader.Formats).Select(t => CursorCell(t.First, t.Second))]);
    }

    /// <summary>The cell: an array of rows in binary form.</summary>
    public SqlText Text()
    {
        var limit = SqlText.Number(_arguments.Size + (_surplus ? 1 : 0));
        var order = _order.Text(_arguments.Backward);
        return order.IsEmpty
            ? SqlText.Format($"array_send(array(select {_scope.Row()} {_scope.FromWhere()} limit {limit}))")
            : SqlText.Format($"array_send(array(select {_scope.Row()} {_scope.FromWhere()} order by {order} limit {limit}))");
    }

    private ObjectShape<WireRow> Edge(ObjectType type, IReadOnlyList<CollectedField> fields) => _rows.Members(type, fields, field =>
        field.Definition?.Binding is PagingField { Member: PagingMember.EdgeCursor } ? Cursor() : Node(field));

    private ObjectShape<WireRow> Node(CollectedField field)
    {
        var type = (ObjectType)field.Definition!.Type.Named;
        return _rows.Object(type, _plan.Subfields(type, field), _scope.Root);
    }

    private int CursorCell(OrderTerm term, CursorFormat format) => format.AsText
        ? _scope.Cell($"{term.Source.Alias}.{term.Column.Number}::text", () => SqlText.Format($"{term.Expression}::text"))
        : term.Source.Cell(term.Column);

    /// <summary>Limits the rows to those after (reversed: before) the row of a cursor.</summary>
    private void Bound(string name, ArgumentValue? argument, bool reversed, string coordinate)
    {
        if (argument is null)
        {
            return;
        }

        var text = (string)argument.Value!;
        if (_order.Terms.IsEmpty || !_order.Reader.TryRead(text, out var cursor, out var nulls))
        {
            throw PlanErrors.Cursor(coordinate, name, text);
        }

        _plan.Guards.Cursor(argument, _order.Reader, nulls);
        var source = _plan.CreateSource(argument);
        _scope.Where(Keyset.After(
            reversed ? [.. _order.Terms.Select(t => t.Reversed())] : _order.Terms,
            i => _plan.Parameter(new CursorSource(source, _order.Reader, i), _order.Reader.Formats[i].Type),
            cursor.IsNull));
    }
}
