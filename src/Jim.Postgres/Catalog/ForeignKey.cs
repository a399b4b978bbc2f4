using System.Collections.Immutable;

namespace Jim.Postgres.Catalog;

/// <summary>A foreign key. <see cref="Unique"/>: its columns are a unique key, so the other side has at most one row.</summary>
public sealed record ForeignKey(
    string Name, Relation From, ImmutableArray<Column> Columns, Relation To, ImmutableArray<Column> ToColumns, bool Unique)
{
    /// <summary>
    /// Steering words of the constraint's comment: <c>@name author</c> names the parent field, <c>@reverse writtenDocuments</c> the other
    /// side's.
    /// </summary>
    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Why clients should no longer use it (<c>@deprecated</c> in its comment); null: they may.</summary>
    public string? Deprecation => Steering.Deprecation(Tags);

    public bool Nullable => Columns.Any(c => !c.NotNull);
}
