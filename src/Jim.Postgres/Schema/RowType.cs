using Jim.Postgres.Types;

namespace Jim.Postgres.Schema;

/// <summary>A column and its GraphQL name.</summary>
internal sealed record NamedColumn(Column Column, string Name);

/// <summary>
/// The names of a relation and the types that are built for it. The types are empty at first; the parts of the schema generator add their
/// fields.
/// </summary>
internal sealed class RowType
{
    /// <param name="relation">The relation.</param>
    /// <param name="names">Its names.</param>
    /// <param name="notices">Receives one for each column that is left out because of its name.</param>
    public RowType(Relation relation, RowNames names, ICollection<SchemaNotice> notices)
    {
        Relation = relation;
        Names = names;
        Columns = FieldNames.NameColumns(relation, notices);
        Object = new ObjectTypeBuilder(names.Type) { Description = relation.Description, Binding = relation };
        Connection = new ObjectTypeBuilder(names.Connection) { Description = "A connection to a list of items.", Binding = relation };
        Edge = new ObjectTypeBuilder(names.Edge) { Description = "An edge in a connection.", Binding = relation };
        Filter = new InputObjectTypeBuilder(names.Filter) { Binding = relation };
        ListFilter = new InputObjectTypeBuilder(names.ListFilter) { Binding = relation };
        Sort = new InputObjectTypeBuilder(names.Sort) { Binding = relation };
        IsVersioned = relation.Column("version") is { } version && PostgresTypes.Describe(version.Type).Scalar == Scalars.Long;
        SoftDelete = relation.SoftDelete;
        Readable = ReadableBy(relation);
    }

    public Relation Relation { get; }

    public RowNames Names { get; }

    /// <summary>The columns that clients may know of, in database order.</summary>
    public ImmutableArray<NamedColumn> Columns { get; }

    public ObjectTypeBuilder Object { get; }

    public ObjectTypeBuilder Connection { get; }

    public ObjectTypeBuilder Edge { get; }

    public InputObjectTypeBuilder Filter { get; }

    public InputObjectTypeBuilder ListFilter { get; }

    public InputObjectTypeBuilder Sort { get; }

    /// <summary>
    /// The roles that can read rows: those with SELECT on some column, on all of the key (which order and cursors need) and, with soft
    /// deletion, on <c>deleted_at</c>, by which deleted rows are left out. For any other role the type does not exist.
    /// </summary>
    public RoleMask Readable { get; }

    /// <summary>The field of a column, or null where it is left out.</summary>
    public NamedColumn? Find(Column column) => Columns.FirstOrDefault(c => c.Column == column);

    /// <summary>The column of a field; null where no column has that name.</summary>
    public NamedColumn? Find(string name) => Columns.FirstOrDefault(c => c.Name == name);

    /// <summary>
    /// True when the relation has a column <c>version</c> (int8) that counts changes. The database then sets this column and those with the
    /// times of changes by itself, and clients may not write them.
    /// </summary>
    public bool IsVersioned { get; }

    /// <summary>As <see cref="Relation.SoftDelete"/>.</summary>
    public bool SoftDelete { get; }

    /// <summary>True where a comment on the relation leaves <paramref name="what"/> out (<c>@omit create</c>).</summary>
    public bool Omits(string what) => Steering.Omits(Relation.Tags, what);

    private RoleMask ReadableBy(Relation relation)
    {
        var readable = Columns.Aggregate(RoleMask.Nobody, (mask, c) => mask | c.Column.Select);
        readable = (relation.Key?.Columns ?? []).Aggregate(readable, (mask, c) => mask & c.Select);
        return SoftDelete ? readable & relation.Column("deleted_at")!.Select : readable;
    }
}
