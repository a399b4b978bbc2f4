using Jim.Platform.Cache;
using Jim.Postgres.Catalog;
using Jim.Postgres.Planning;
using Jim.Postgres.Schema;

namespace Jim.Platform.Schemas;

/// <summary>How a database becomes a <see cref="SchemaSnapshot"/>.</summary>
/// <param name="Schemas">The names of the database schemas whose tables and views become the GraphQL schema.</param>
public sealed record SnapshotOptions(ImmutableArray<string> Schemas)
{
    /// <summary>The roles that have a view of the schema: those of requests.</summary>
    public ImmutableArray<string> Roles { get; init; } = CatalogOptions.Default.Roles;

    /// <summary>Sizes of pages, and how fields are written that are derived from columns.</summary>
    public PlanOptions Plans { get; init; } = new();

    /// <summary>How much memory documents and plans may take.</summary>
    public CacheOptions Caches { get; init; } = CacheOptions.Default;

    /// <summary>
    /// Are called in order, after the types of the database were added and before the schema is complete. They add the fields of C# code
    /// (<c>me</c>, <c>uploadFile</c>).
    /// </summary>
    public ImmutableArray<Action<SchemaUnderConstruction>> Extensions { get; init; } = [];

    /// <summary>What is read from the database's catalog.</summary>
    public CatalogOptions Catalog => CatalogOptions.Default with { Schemas = Schemas, Roles = Roles };

    /// <summary>How it becomes a GraphQL schema.</summary>
    public SchemaOptions Schema => new(Plans.PageDefault, Plans.PageMax) { Extensions = Extensions };
}
