using System.Collections.Frozen;

namespace Jim.Postgres.Schema;

/// <summary>A database's structure, the GraphQL schema made of it, and that schema as each application role sees it. Immutable.</summary>
public sealed class DatabaseSchema
{
    private readonly FrozenDictionary<string, SchemaView> _views;

    private DatabaseSchema(DatabaseCatalog catalog, GraphQL.Types.Schema schema, ImmutableArray<SchemaNotice> notices)
    {
        (Catalog, Schema, Notices) = (catalog, schema, notices);
        _views = catalog.Roles.ToFrozenDictionary(
            r => r.Key, r => new SchemaView(schema, new RoleMask(1UL << r.Value)), StringComparer.Ordinal);
    }

    public DatabaseCatalog Catalog { get; }

    /// <summary>The schema for all roles; <see cref="ViewFor"/> gives what one of them sees of it.</summary>
    public GraphQL.Types.Schema Schema { get; }

    /// <summary>What was left out of the schema or renamed because of names; empty where nothing was.</summary>
    public ImmutableArray<SchemaNotice> Notices { get; }

    /// <summary>Generates the schema, as <see cref="SchemaGenerator.Generate"/>.</summary>
    public static DatabaseSchema Build(DatabaseCatalog catalog, SchemaOptions options)
    {
        var (schema, notices) = SchemaGenerator.Generate(catalog, options);
        return new DatabaseSchema(catalog, schema, notices);
    }

    /// <summary>
    /// The schema as a role sees it: the same instance for each call. Throws <see cref="ArgumentException"/> for a role that the catalog
    /// was not read for.
    /// </summary>
    public SchemaView ViewFor(string role) =>
        _views.TryGetValue(role, out var view) ? view : throw new ArgumentException($"{role} is not an application role", nameof(role));
}
