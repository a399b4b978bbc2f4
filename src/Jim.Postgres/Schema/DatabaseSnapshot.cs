using System.Collections.Frozen;
using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Schema;

/// <summary>
/// The database's structure and the schema made of it at one moment. Immutable; a request takes the current one at its start and ends on
/// it.
/// </summary>
public sealed class DatabaseSnapshot
{
    private readonly FrozenDictionary<string, SchemaView> _views;

    /// <param name="version">1 for the first of a process, then counting; part of every cache key.</param>
    public DatabaseSnapshot(DatabaseCatalog catalog, GraphQL.Types.Schema schema, long version)
    {
        Catalog = catalog;
        Schema = schema;
        Version = version;
        _views = catalog.Roles.ToFrozenDictionary(
            r => r.Key, r => new SchemaView(schema, new RoleMask(1UL << r.Value)), StringComparer.Ordinal);
    }

    public DatabaseCatalog Catalog { get; }

    public GraphQL.Types.Schema Schema { get; }

    public long Version { get; }

    /// <summary>
    /// The schema as a role sees it: the same instance for each call. Throws <see cref="ArgumentException"/> for a role that the catalog
    /// was not read for.
    /// </summary>
    public SchemaView ViewFor(string role) =>
        _views.TryGetValue(role, out var view) ? view : throw new ArgumentException($"{role} is not an application role", nameof(role));
}
