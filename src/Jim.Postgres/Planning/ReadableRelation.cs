using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Planning;

/// <summary>Whether the grants of a role let it read rows of a relation at all. Which rows, row level security decides.</summary>
internal static class ReadableRelation
{
    /// <summary>SELECT on the key, and on <c>deleted_at</c> where tombstones are filtered by it.</summary>
    public static bool IsReadable(this Relation relation, SchemaView view) =>
        view.Sees(relation.Select)
        && (relation.Key?.Columns ?? []).All(c => view.Sees(c.Select))
        && (!relation.SoftDelete || view.Sees(relation.Column("deleted_at")!.Select));
}
