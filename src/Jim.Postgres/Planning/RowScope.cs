using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning;

/// <summary>A SELECT that is being built: its FROM with joins, its conditions, and the values of its row, called cells.</summary>
internal sealed class RowScope
{
    private readonly List<SqlText> _from = [];
    private readonly List<SqlText> _conditions = [];
    private readonly List<SqlText> _cells = [];
    private readonly List<uint> _cellTypes = [];
    private readonly Dictionary<string, int> _cellByKey = new(StringComparer.Ordinal);
    private readonly Dictionary<(RowSource, ForeignKey, bool), RowSource> _joined = [];

    /// <summary>A SELECT of one row without a FROM.</summary>
    public RowScope(PlanContext plan)
    {
        Plan = plan;
        Root = null!;
    }

    /// <summary>A SELECT of the rows of a relation; where it has soft deletion, without deleted rows unless all are asked for.</summary>
    /// <param name="plan">The plan that it becomes part of.</param>
    /// <param name="relation">The relation.</param>
    /// <param name="includeDeleted">Deleted rows are not left out.</param>
    /// <param name="own">Without the rows of tables that inherit from the relation.</param>
    public RowScope(PlanContext plan, Relation relation, bool includeDeleted = false, bool own = false)
    {
        Plan = plan;
        Root = new RowSource(this, plan.Read(relation), plan.NewAlias(), outer: false);
        _from.Add(SqlText.Format($"{(own ? FormatOwn(relation) : FormatName(relation))} {Root.Alias}"));
        if (!includeDeleted && Live(Root) is { } live)
        {
            _conditions.Add(live);
        }
    }

    /// <summary>The plan that it is a part of.</summary>
    public PlanContext Plan { get; }

    /// <summary>The relation that the SELECT is of; not to be used where there is no FROM.</summary>
    public RowSource Root { get; }

    /// <summary>The types of the cells that were added so far.</summary>
    public CellTypes Types => new([.. _cellTypes]);

    public void Where(SqlText? condition)
    {
        if (condition is not null)
        {
            _conditions.Add(condition);
        }
    }

    /// <summary>The number of the cell with this content, from 0. Asked for again with the same key, it gives the same cell.</summary>
    /// <param name="key">Names the content.</param>
    /// <param name="content">Makes it.</param>
    /// <param name="type">The OID of its type, where the content alone does not fix it.</param>
    public int Cell(string key, Func<SqlText> content, uint type = CellTypes.Any)
    {
        if (!_cellByKey.TryGetValue(key, out var cell))
        {
            _cellByKey.Add(key, cell = NewCell(content(), type));
        }

        return cell;
    }

    /// <summary>Adds a cell of its own, and gives its number.</summary>
    /// <param name="content">What it holds.</param>
    /// <param name="type">The OID of its type, where the content alone does not fix it.</param>
    public int NewCell(SqlText content, uint type = CellTypes.Any)
    {
        _cells.Add(content);
        _cellTypes.Add(type);
        return _cells.Count - 1;
    }

    /// <summary>
    /// The row at the other side of a foreign key: the parent, or with <paramref name="reverse"/> the one child. It is joined by a left
    /// join, once however often it is asked for. A foreign key points at the own rows of its table, never at those of a table that inherits
    /// from it, which may have the same key.
    /// </summary>
    public RowSource Join(RowSource from, ForeignKey key, bool reverse)
    {
        if (_joined.TryGetValue((from, key, reverse), out var known))
        {
            return known;
        }

        var presence = (reverse ? key.Columns : key.ToColumns)[0];
        var target = new RowSource(this, Plan.Read(reverse ? key.From : key.To), Plan.NewAlias(), outer: true, presence);
        var on = Pairs(reverse ? key.ToColumns.Zip(key.Columns) : key.Columns.Zip(key.ToColumns), from, target);
        if (Live(target) is { } live)
        {
            on = SqlText.Format($"{on} and {live}");
        }

        var name = reverse ? FormatName(target.Relation) : FormatOwn(target.Relation);
        _from.Add(SqlText.Format($" left join {name} {target.Alias} on {on}"));
        _joined.Add((from, key, reverse), target);
        return target;
    }

    /// <summary>Joins a join table that points at these rows. A row is repeated for each of its entries in that table.</summary>
    public RowSource Through(ForeignKey key)
    {
        var join = new RowSource(this, Plan.Read(key.From), Plan.NewAlias(), outer: false);
        _from.Add(SqlText.Format($" join {FormatName(join.Relation)} {join.Alias} on {Pairs(key.ToColumns.Zip(key.Columns), Root, join)}"));
        Where(Live(join));
        return join;
    }

    /// <summary><c>from … where …</c></summary>
    public SqlText FromWhere() => (_conditions.Count, WrittenFirst) switch
    {
        _ when IsOneOfSeveral => SqlText.Format($"from {SqlText.Join(SqlText.Empty, _from)} where {Conditions()} limit 1"),
        (0, _) => SqlText.Format($"from {SqlText.Join(SqlText.Empty, _from)}"),
        (_, false) => SqlText.Format($"from {SqlText.Join(SqlText.Empty, _from)} where {Conditions()}"),
        (_, true) => SqlText.Format(
            $"""
            from {SqlText.Join(SqlText.Empty, _from)} where {Conditions()}
            order by age({Root.Alias}.xmin) <= age(pg_current_xact_id()::xid) desc{OwnFirst()} limit 1
            """),
    };

    /// <summary>
    /// True: of several rows only one is selected, and one that this transaction has written, within a savepoint too, goes before others.
    /// For a key that Postgres looks at when the transaction ends, and for one that several tables may have by INHERITS.
    /// </summary>
    public bool WrittenFirst { get; init; }

    /// <summary>
    /// True: of the rows that meet the conditions, of which there must be one, any is selected. For a key that a comment declares.
    /// </summary>
    public bool IsOneOfSeveral { get; init; }

    private SqlText OwnFirst() => Root.Relation.HasChildren
        ? SqlText.Format($", {Root.Alias}.tableoid = {SqlText.Number(Root.Relation.Oid)}::oid desc")
        : SqlText.Empty;

    /// <summary>What follows WHERE; empty where there is no condition.</summary>
    public SqlText Conditions() => SqlText.Join(And, _conditions);

    /// <summary>The contents of the cells, by their numbers.</summary>
    public IReadOnlyList<SqlText> Cells => _cells;

    /// <summary><c>row(…)</c> of all cells.</summary>
    public SqlText Row() => SqlText.Format($"row({SqlText.Join(Comma, _cells)})");

    internal static SqlText And { get; } = SqlText.Format($" and ");

    internal static SqlText Or { get; } = SqlText.Format($" or ");

    internal static SqlText Comma { get; } = SqlText.Format($", ");

    internal static SqlText FormatName(Relation relation) =>
        SqlText.Format($"{new Identifier(relation.Schema)}.{new Identifier(relation.Name)}");

    /// <summary>
    /// The relation without the rows of tables that inherit from it. A partitioned table has no rows but those of its partitions.
    /// </summary>
    internal static SqlText FormatOwn(Relation relation) =>
        relation.HasChildren ? SqlText.Format($"only {FormatName(relation)}") : FormatName(relation);

    /// <summary>
    /// The condition that two rows are equal in all pairs of columns, for a row at the right that is read for one at the left.
    /// </summary>
    internal static SqlText Pairs(IEnumerable<(Column Left, Column Right)> pairs, RowSource left, RowSource right) =>
        SqlText.Join(And, pairs.Select(p =>
        {
            right.Read.Follow(p.Right, left.Read, p.Left);
            return SqlText.Format($"{right.Column(p.Right)} = {left.Column(p.Left)}");
        }));

    private static SqlText? Live(RowSource source) =>
        source.Relation.SoftDelete ? SqlText.Format($"{source.Alias}.deleted_at is null") : null;
}
