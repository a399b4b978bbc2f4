namespace Jim.Postgres.Catalog;

/// <summary>
/// All that Jim knows of the database's structure, read by one query. Immutable.
/// </summary>
/// <param name="Relations">Those of the exposed schemas, in the order of these and by name; then Jim's own tables.</param>
/// <param name="Types">The types of their columns, and those that these consist of.</param>
/// <param name="Roles">For each application role its bit, from 0, in every <see cref="Jim.GraphQL.Types.RoleMask"/>.</param>
/// <param name="Fingerprint">
/// A SHA-256 in lower-case hexadecimal digits that changes when anything in here does but the estimated numbers of rows and
/// <see cref="Others"/>.
/// </param>
public sealed record DatabaseCatalog(
    ImmutableArray<Relation> Relations, ImmutableArray<DataType> Types, ImmutableDictionary<string, int> Roles, string Fingerprint)
{
    /// <summary>
    /// What steers Jim in the database's comments and cannot be followed, a sentence each: it names the relation and says what is wrong.
    /// </summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>
    /// OIDs of tables that are not among <see cref="Relations"/> but have change triggers, each with a text that is another one after every
    /// change of its columns, relatives or triggers; and of views that are not among them, each with an empty text.
    /// </summary>
    public ImmutableDictionary<uint, string> Others { get; init; } = ImmutableDictionary<uint, string>.Empty;

    /// <summary>
    /// OIDs of all tables whose every write is logged, however it reaches them, and of all views: what these read is followed, or not, by
    /// itself.
    /// </summary>
    public ImmutableHashSet<uint> Followed => field ??=
        [.. Relations.Where(r => r.Tracked || r.Kind == RelationKind.View).Select(r => r.Oid), .. Others.Keys];
}
