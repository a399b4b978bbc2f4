using System.Collections.Immutable;

namespace Jim.Postgres.Catalog;

/// <summary>
/// All that Jim knows of the database's structure, read by one query. Immutable. <see cref="Roles"/> maps each application role to its bit
/// in every <see cref="Jim.GraphQL.Types.RoleMask"/>; <see cref="Fingerprint"/> changes when anything in here does.
/// </summary>
public sealed record DatabaseCatalog(
    ImmutableArray<Relation> Relations, ImmutableArray<DataType> Types, ImmutableDictionary<string, int> Roles, string Fingerprint);
