namespace Jim.Postgres.Catalog;

/// <summary>Which parts of a database Jim reads and exposes.</summary>
/// <param name="Schemas">
/// Schemas that are exposed whole. Where two of them have a table of the same name, that of the earlier schema gets the plain GraphQL name.
/// </param>
/// <param name="PlatformTables">
/// Tables that are exposed one by one, whether or not their schema is, as <c>schema.name</c>: <c>jim.files</c>.
/// </param>
/// <param name="Roles">The application roles, at most 64; one that does not exist in the database has no rights.</param>
public sealed record CatalogOptions(ImmutableArray<string> Schemas, ImmutableArray<string> PlatformTables, ImmutableArray<string> Roles)
{
    /// <summary>Schema <c>public</c>, Jim's own tables, and Jim's four roles of requests.</summary>
    public static CatalogOptions Default { get; } = new(
        ["public"], ["jim.files", "jim.folders", "jim.buckets", "jim.jobs", "jim.webhooks", "jim.targets", "jim.mirrors"],
        ["jim_anonymous", "jim_user", "jim_admin", "jim_service"]);
}
