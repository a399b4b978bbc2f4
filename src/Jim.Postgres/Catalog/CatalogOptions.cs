using System.Collections.Immutable;

namespace Jim.Postgres.Catalog;

/// <summary>Which parts of a database Jim reads and exposes.</summary>
/// <param name="Schemas">Exposed whole. Where two have a table of one name, that of the earlier gets the plain GraphQL name.</param>
/// <param name="PlatformTables">Exposed whatever <paramref name="Schemas"/> says, as <c>jim.files</c>.</param>
/// <param name="Roles">The application roles, at most 64; one that does not exist has no rights.</param>
public sealed record CatalogOptions(ImmutableArray<string> Schemas, ImmutableArray<string> PlatformTables, ImmutableArray<string> Roles)
{
    public static CatalogOptions Default { get; } =
        new(["public"], ["jim.files", "jim.folders", "jim.buckets", "jim.jobs"], ["jim_anonymous", "jim_user", "jim_admin"]);
}
