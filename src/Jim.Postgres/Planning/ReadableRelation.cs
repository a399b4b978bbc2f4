using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Planning;

/// <summary>Whether a role can be given rows of a relation at all, by its grants (row rights come on top).</summary>
internal static class ReadableRelation
{
    /// <summary>SELECT on the key, and on <c>deleted_at</c> where tombstones are filtered by it.</summary>
    public static bool IsReadable(this Relation relation, SchemaView view) =>
        view.Sees(relation.Select)
        && (relation.Key?.Columns ?? []).All(c => view.Sees(c.Select))
        && (!relation.SoftDelete || view.Sees(relation.Column("deleted_at")!.Select));
}
