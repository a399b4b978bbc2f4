using System.Globalization;
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
    private bool _isOrdered;

    public ListPlanner(PlanContext plan, RowPlanner rows, PageArguments arguments, string coordinate, Func<RowScope> from)
    {
        (_plan, _rows, _arguments) = (plan, rows, arguments);
        _scope = from();
        _scope.Where(RowFilter.Plan(plan, _scope.Root, arguments.Where));
        _order = RowOrder.Plan(plan, _scope.Root, arguments.Order);
        PageBounds.Apply(plan, _scope, _order, arguments, coordinate);

        // An order of all columns costs a sort of all rows. It is not needed for a first page that gives no cursor and is read only once.
        _isOrdered = _order.IsNatural || arguments.Backward || arguments.After is not null || arguments.Before is not null
            || plan.Operation.IsPart;
    }

    /// <summary>True when a member needs the rows. Where only their count is selected, they are not read.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>
    /// The cell that says whether a row is equal in the order to another one that was read; null: no such rows, or nobody asks.
    /// </summary>
    public int? TieCell { get; private set; }

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
    public CursorShape Cursor(ObjectType type, CollectedField field)
    {
        IsUsed = _isOrdered = true;
        if (!_order.IsGuaranteed)
        {
            // The row after the page tells whether the page ends between rows that are equal.
            _surplus = true;
            TieCell ??= _scope.NewCell(SqlText.Empty);
        }

        return new CursorShape(
            _order.Reader.Order, [.. _order.Terms.Select(t => t.Cell())], TieCell, RowPlanner.Coordinate(type, field), field.First.Range);
    }

    /// <summary>The types of the cells of each row; complete once all that is asked for is planned.</summary>
    public CellTypes Types => _scope.Types;

    /// <summary>The cell: an array of rows in binary form.</summary>
    public SqlText Text()
    {
        var limit = SqlText.Number(_arguments.Size + (_surplus ? 1 : 0));
        if (!_isOrdered)
        {
            return SqlText.Format($"array_send(array(select {_scope.Row()} {_scope.FromWhere()} limit {limit}))");
        }

        var order = _order.Text(_arguments.Backward);
        return TieCell is { } tie
            ? TextWithTies(tie, order, limit)
            : SqlText.Format($"array_send(array(select {_scope.Row()} {_scope.FromWhere()} order by {order} limit {limit}))");
    }

    /// <summary>
    /// Only the rows of the page, and the one after it, are compared with each other, by the order's own equality: 1.0 and 1.00 are equal,
    /// although their texts differ.
    /// </summary>
    private SqlText TextWithTies(int tie, SqlText order, SqlText limit)
    {
        var rows = _plan.NewAlias();
        var cells = _scope.Cells.Select((cell, i) => (Cell: cell, Name: Name('c', i))).ToList();
        var terms = (_arguments.Backward ? _order.Terms.Select(t => t.Reversed()) : _order.Terms).ToList();
        var inner = cells.Where((_, i) => i != tie).Select(c => SqlText.Format($"{c.Cell} as {c.Name}"))
            .Concat(terms.Select((t, i) => SqlText.Format($"{t.Expression} as {Name('o', i)}")));
        var values = terms.Select((_, i) => SqlText.Format($"{rows}.{Name('o', i)}")).ToList();
        var isTied = SqlText.Format($"count(*) over (partition by {SqlText.Join(RowScope.Comma, values)}) > 1");
        var outer = cells.Select((c, i) => i == tie ? isTied : SqlText.Format($"{rows}.{c.Name}"));
        var again = SqlText.Join(RowScope.Comma, terms.Zip(values, (t, value) => t.Text(value)));
        var select = SqlText.Format($"select {SqlText.Join(RowScope.Comma, inner)} {_scope.FromWhere()} order by {order} limit {limit}");
        return SqlText.Format(
            $"array_send(array(select row({SqlText.Join(RowScope.Comma, outer)}) from ({select}) {rows} order by {again}))");

        static Identifier Name(char kind, int number) => new(string.Create(CultureInfo.InvariantCulture, $"{kind}{number}"));
    }

    private ObjectShape<WireRow> Edge(ObjectType type, IReadOnlyList<CollectedField> fields) => _rows.Members(type, fields, field =>
        field.Definition?.Binding is PagingField { Member: PagingMember.EdgeCursor } ? Cursor(type, field) : Node(field));

    private ObjectShape<WireRow> Node(CollectedField field)
    {
        var type = (ObjectType)field.Definition!.Type.Named;
        return _rows.Object(type, _plan.Subfields(type, field), _scope.Root);
    }
}
