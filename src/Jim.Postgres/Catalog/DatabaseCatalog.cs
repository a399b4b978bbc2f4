namespace Jim.Postgres.Catalog;

/// <summary>
/// All that Jim knows of the database's structure, read by one query. Immutable.
/// </summary>
/// <param name="Relations">Those of the exposed schemas, in the order of these and by name; then Jim's own tables.</param>
/// <param name="Types">The types of their columns, and those that these consist of.</param>
/// <param name="Roles">For each application role its bit, from 0, in every <see cref="Jim.GraphQL.Types.RoleMask"/>.</param>
/// <param name="Fingerprint">
/// A SHA-256 in lower-case hexadecimal digits that changes when anything in here does but the estimated numbers of rows.
/// </param>
public sealed record DatabaseCatalog(
    ImmutableArray<Relation> Relations, ImmutableArray<DataType> Types, ImmutableDictionary<string, int> Roles, string Fingerprint)
{
    /// <summary>
    /// What steers Jim in the database's comments and cannot be followed, a sentence each: it names the relation and says what is wrong.
    /// </summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
