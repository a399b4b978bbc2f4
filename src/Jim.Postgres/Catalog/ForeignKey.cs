namespace Jim.Postgres.Catalog;

/// <summary>A foreign key.</summary>
/// <param name="Name">The name of the constraint.</param>
/// <param name="From">The relation that has the key.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="To">The relation that it points at.</param>
/// <param name="ToColumns">For each of <paramref name="Columns"/> the column that it points at.</param>
/// <param name="Unique">True where the columns contain a unique key, so that at most one row points at a row.</param>
public sealed record ForeignKey(
    string Name, Relation From, ImmutableArray<Column> Columns, Relation To, ImmutableArray<Column> ToColumns, bool Unique)
{
    /// <summary>
    /// The words of the constraint's comment that steer Jim: <c>@name author</c> names the field that leads to the parent,
    /// <c>@reverse writtenDocuments</c> the parent's field that leads back.
    /// </summary>
    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A transaction may have Postgres check it at its commit.</summary>
    public bool Deferrable { get; init; }

    /// <summary>Why clients should no longer use it (<c>@deprecated</c> in its comment); null: they may.</summary>
    public string? Deprecation => Steering.Deprecation(Tags);

    /// <summary>True where a column may be null, so that a row may point at none.</summary>
    public bool Nullable => Columns.Any(c => !c.NotNull);
}
