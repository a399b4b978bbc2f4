using Jim.Postgres.Catalog;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning;

/// <summary>One SELECT being built: its FROM with joins, its conditions and the cells of its row.</summary>
internal sealed class RowScope
{
    private readonly PlanContext _plan;
    private readonly List<SqlText> _from = [];
    private readonly List<SqlText> _conditions = [];
    private readonly List<SqlText> _cells = [];
    private readonly Dictionary<string, int> _cellByKey = new(StringComparer.Ordinal);
    private readonly Dictionary<(RowSource, ForeignKey, bool), RowSource> _joined = [];

    /// <summary>A row without a FROM.</summary>
    public RowScope(PlanContext plan)
    {
        _plan = plan;
        Root = null!;
    }

    /// <summary>Rows of a relation; of one with tombstones only the living, unless asked for all.</summary>
    public RowScope(PlanContext plan, Relation relation, bool includeDeleted = false)
    {
        _plan = plan;
        plan.Read(relation);
        Root = new RowSource(this, relation, plan.NewAlias(), outer: false);
        _from.Add(SqlText.Of($"{NameOf(relation)} {Root.Alias}"));
        if (!includeDeleted && Live(Root) is { } live)
        {
            _conditions.Add(live);
        }
    }

    public RowSource Root { get; }

    public void Where(SqlText? condition)
    {
        if (condition is not null)
        {
            _conditions.Add(condition);
        }
    }

    /// <summary>The cell with this content; asked for twice it is one.</summary>
    public int Cell(string key, Func<SqlText> content)
    {
        if (!_cellByKey.TryGetValue(key, out var cell))
        {
            _cellByKey.Add(key, cell = NewCell(content()));
        }

        return cell;
    }

    /// <summary>A cell that no other asks for.</summary>
    public int NewCell(SqlText content)
    {
        _cells.Add(content);
        return _cells.Count - 1;
    }

    /// <summary>
    /// The row at the other side of a foreign key, joined once: the parent, or with <paramref name="reverse"/> the one child.
    /// </summary>
    public RowSource Join(RowSource from, ForeignKey key, bool reverse)
    {
        if (_joined.TryGetValue((from, key, reverse), out var known))
        {
            return known;
        }

        var target = new RowSource(this, reverse ? key.From : key.To, _plan.NewAlias(), outer: true);
        _plan.Read(target.Relation);
        var on = Pairs(reverse ? key.ToColumns.Zip(key.Columns) : key.Columns.Zip(key.ToColumns), from, target);
        if (Live(target) is { } live)
        {
            on = SqlText.Of($"{on} and {live}");
        }

        _from.Add(SqlText.Of($" left join {NameOf(target.Relation)} {target.Alias} on {on}"));
        _joined.Add((from, key, reverse), target);
        return target;
    }

    /// <summary>An inner join that multiplies rows: across a join table.</summary>
    public RowSource Through(ForeignKey key)
    {
        var join = new RowSource(this, key.From, _plan.NewAlias(), outer: false);
        _plan.Read(join.Relation);
        _from.Add(SqlText.Of($" join {NameOf(join.Relation)} {join.Alias} on {Pairs(key.ToColumns.Zip(key.Columns), Root, join)}"));
        Where(Live(join));
        return join;
    }

    /// <summary><c>from … where …</c></summary>
    public SqlText FromWhere() => _conditions.Count == 0
        ? SqlText.Of($"from {SqlText.Join(SqlText.Empty, _from)}")
        : SqlText.Of($"from {SqlText.Join(SqlText.Empty, _from)} where {Conditions()}");

    /// <summary>What follows WHERE.</summary>
    public SqlText Conditions() => SqlText.Join(And, _conditions);

    /// <summary><c>row(…)</c> of all cells.</summary>
    public SqlText Row() => SqlText.Of($"row({SqlText.Join(Comma, _cells)})");

    internal static SqlText And { get; } = SqlText.Of($" and ");

    internal static SqlText Or { get; } = SqlText.Of($" or ");

    internal static SqlText Comma { get; } = SqlText.Of($", ");

    internal static SqlText NameOf(Relation relation) => SqlText.Of($"{new Identifier(relation.Schema)}.{new Identifier(relation.Name)}");

    /// <summary>Columns of two rows set equal.</summary>
    internal static SqlText Pairs(IEnumerable<(Column Left, Column Right)> pairs, RowSource left, RowSource right) =>
        SqlText.Join(And, pairs.Select(p => SqlText.Of($"{right.Column(p.Right)} = {left.Column(p.Left)}")));

    private static SqlText? Live(RowSource source) =>
        source.Relation.SoftDelete ? SqlText.Of($"{source.Alias}.deleted_at is null") : null;
}
