namespace Jim.Postgres.Catalog;

/// <summary>
/// A table, view or materialised view that Jim exposes (<c>pg_class</c>). A catalog has one instance for each, and two relations are equal
/// only when they are the same instance.
/// </summary>
public sealed class Relation
{
    public required uint Oid { get; init; }

    public required string Schema { get; init; }

    /// <summary><c>relname</c>.</summary>
    public required string Name { get; init; }

    public required RelationKind Kind { get; init; }

    /// <summary>True for one of Jim's own tables (<c>jim.files</c>), which are exposed one by one and not with their schema.</summary>
    public bool Platform { get; init; }

    /// <summary>The comment without the lines that steer Jim; null where nothing is left.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// The words in the first lines of the comment that steer Jim: <c>@name Foo</c> is ("name", "Foo"), <c>@omit</c> is ("omit", "").
    /// </summary>
    public required ImmutableDictionary<string, string> Tags { get; init; }

    /// <summary>Why clients should no longer use it (<c>@deprecated</c> in its comment); null: they may.</summary>
    public string? Deprecation => Steering.Deprecation(Tags);

    /// <summary>The columns in <c>attnum</c> order, without dropped ones.</summary>
    public required ImmutableArray<Column> Columns { get; init; }

    /// <summary>
    /// Other tables inherit from it (INHERITS; partitions do not count). A SELECT of it reads their rows too, while its keys and the
    /// foreign keys that point at it concern its own rows only.
    /// </summary>
    public bool HasChildren { get; init; }

    /// <summary>
    /// The primary key, else the first unique key of all rows without nullable columns, else the key that the comment declares. Null where
    /// there is none: single rows can then not be told apart, so there are no mutations.
    /// </summary>
    public UniqueKey? Key { get; init; }

    /// <summary>All unique keys, the primary key first, then by name; the one that the comment declares is the last.</summary>
    public required ImmutableArray<UniqueKey> UniqueKeys { get; init; }

    /// <summary>Foreign keys of this relation, in name order.</summary>
    public ImmutableArray<ForeignKey> ForeignKeys { get; set; } = [];

    /// <summary>Foreign keys of any relation that point at this one.</summary>
    public ImmutableArray<ForeignKey> ReferencedBy { get; set; } = [];

    /// <summary>The roles that may SELECT the relation or any of its columns; likewise the three below.</summary>
    public required RoleMask Select { get; init; }

    /// <remarks>Of a view: nobody, unless it can be written and declares a key; likewise the two below.</remarks>
    public required RoleMask Insert { get; init; }

    public required RoleMask Update { get; init; }

    public required RoleMask Delete { get; init; }

    /// <summary>True when row level security is enabled.</summary>
    public required bool RowSecurity { get; init; }

    /// <summary>True when it is a table or view with rules (CREATE RULE) for writes.</summary>
    public bool Ruled { get; init; }

    /// <summary>
    /// True when every write of its rows is logged: it and all tables through which its rows may be written, as partitions and children by
    /// INHERITS, have Jim's change triggers. Else Jim does not hear of all changes, so answers that read it are never cached, and it cannot
    /// be read by a live query (JIM_UNTRACKED).
    /// </summary>
    public required bool Tracked { get; init; }

    /// <summary>
    /// Columns that a trigger of the application's may set before a row is inserted, as far as its function tells: their values may
    /// differ from those that were sent.
    /// </summary>
    public ImmutableArray<Column> SetByInsertTriggers { get; init; } = [];

    /// <summary>The same before a row is updated.</summary>
    public ImmutableArray<Column> SetByUpdateTriggers { get; init; } = [];

    /// <summary>
    /// True where a trigger of the application's may write other rows before a row is inserted or updated, as far as its function tells:
    /// the row that the new one points at may come to be by this.
    /// </summary>
    public bool HasWritingTriggers { get; init; }

    /// <summary>True where triggers of the application's run at the commit (INITIALLY DEFERRED), and may change rows then.</summary>
    public bool HasDeferredTriggers { get; init; }

    /// <summary>
    /// True where deleting a row only sets its column <c>deleted_at</c>: the comment says <c>@softDelete</c>, and there is such a column.
    /// </summary>
    public bool SoftDelete => Tags.ContainsKey("softDelete") && Columns.Any(c => c.Name == "deleted_at");

    /// <summary>Postgres' estimate of the number of rows (<c>reltuples</c>); -1 when the table was never analysed.</summary>
    public required float EstimatedRows { get; init; }

    /// <summary>The column of that name; null where there is none.</summary>
    public Column? Column(string name) => Columns.FirstOrDefault(c => c.Name == name);

    public override string ToString() => $"{Schema}.{Name}";
}

public enum RelationKind
{
    Table,
    PartitionedTable,
    View,
    MaterializedView,
}
