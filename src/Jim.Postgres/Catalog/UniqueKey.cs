using System.Collections.Immutable;

namespace Jim.Postgres.Catalog;

/// <summary>A primary key, unique constraint or plain unique index without expression. <see cref="Partial"/>: it has a WHERE (as for live rows only).</summary>
public sealed record UniqueKey(string Name, ImmutableArray<Column> Columns, bool Primary, bool Partial);
