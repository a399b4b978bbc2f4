using System.Collections.Immutable;
using Jim.GraphQL.Types;

namespace Jim.Postgres.Catalog;

/// <summary>
/// A table, view or materialised view that Jim exposes (<c>pg_class</c>). Equality is identity: one instance per catalog.
/// </summary>
public sealed class Relation
{
    public required uint Oid { get; init; }

    public required string Schema { get; init; }

    /// <summary><c>relname</c>.</summary>
    public required string Name { get; init; }

    public required RelationKind Kind { get; init; }

    /// <summary>Exposed by name as a part of the platform (<c>jim.files</c>), not as a member of an exposed schema.</summary>
    public bool Platform { get; init; }

    /// <summary>The comment without its steering lines.</summary>
    public string? Description { get; init; }

    /// <summary>Steering words of the comment's leading lines: <c>@name Foo</c> is ("name", "Foo"), <c>@omit</c> is ("omit", "").</summary>
    public required ImmutableDictionary<string, string> Tags { get; init; }

    /// <summary>Why clients should no longer use it (<c>@deprecated</c> in its comment); null: they may.</summary>
    public string? Deprecation => Steering.Deprecation(Tags);

    /// <summary>The columns in <c>attnum</c> order, without dropped ones.</summary>
    public required ImmutableArray<Column> Columns { get; init; }

    /// <summary>
    /// The primary key, else the first unique key without nullable columns; null: rows have no identity (no by-key field, no mutations).
    /// </summary>
    public UniqueKey? Key { get; init; }

    public required ImmutableArray<UniqueKey> UniqueKeys { get; init; }

    /// <summary>Foreign keys of this relation, in name order.</summary>
    public ImmutableArray<ForeignKey> ForeignKeys { get; set; } = [];

    /// <summary>Foreign keys that point here.</summary>
    public ImmutableArray<ForeignKey> ReferencedBy { get; set; } = [];

    /// <summary>Roles that may SELECT the relation or any of its columns.</summary>
    public required RoleMask Select { get; init; }

    public required RoleMask Insert { get; init; }

    public required RoleMask Update { get; init; }

    public required RoleMask Delete { get; init; }

    /// <summary>Row level security is on.</summary>
    public required bool RowSecurity { get; init; }

    /// <summary>Carries Jim's change triggers; without them it is never cached and cannot be a live query (JIM_UNTRACKED).</summary>
    public required bool Tracked { get; init; }

    /// <summary>Marked <c>@softDelete</c> and has <c>deleted_at</c>.</summary>
    public bool SoftDelete => Tags.ContainsKey("softDelete") && Columns.Any(c => c.Name == "deleted_at");

    /// <summary>Postgres' estimate of the number of rows (<c>reltuples</c>); -1 when the table was never analysed.</summary>
    public required float EstimatedRows { get; init; }

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
