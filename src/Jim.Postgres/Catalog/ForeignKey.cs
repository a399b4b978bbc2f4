using System.Collections.Immutable;

namespace Jim.Postgres.Catalog;

/// <summary>A foreign key. <see cref="Unique"/>: its columns are a unique key, so the other side has at most one row.</summary>
public sealed record ForeignKey(
    string Name, Relation From, ImmutableArray<Column> Columns, Relation To, ImmutableArray<Column> ToColumns, bool Unique)
{
    public bool Nullable => Columns.Any(c => !c.NotNull);
}
