using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;
using Jim.Platform.Cache;
using Jim.Postgres.Catalog;
using Jim.Postgres.Changes;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Jim.Postgres.Schema;

namespace Jim.Platform.Schemas;

/// <summary>
/// Everything that requests need to know, as of one state of the database's structure: catalog, GraphQL schema with its resolvers, what the
/// row policies read, costs, and the keys of cursors. <see cref="SnapshotBuilder"/> builds it whole; afterwards only its caches of
/// documents and plans grow, and it may become outdated. A request uses the snapshot that it began with to its end.
/// </summary>
public sealed class SchemaSnapshot(
    long version, string fingerprint, DatabaseSchema database, PolicyReads policies, CursorTokens cursors, PlanOptions options,
    CacheOptions? caches = null)
{
    private readonly CacheOptions _caches = caches ?? CacheOptions.Default;
    private readonly ConcurrentDictionary<string, PreparedDocuments> _documents = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<QueryPlan, Dependencies> _dependencies = [];
    private readonly ConcurrentDictionary<uint, IReadOnlyList<short>> _pinColumns = new();
    private volatile bool _isOutdated;

    /// <summary>1 for the first snapshot of this process, then counting. Means nothing outside the process.</summary>
    public long Version { get; } = version;

    /// <summary>
    /// Lower-case hexadecimal SHA-256 over structure, grants, policies and cursor keys: two snapshots that differ in any of these, in this
    /// process or another one on the same database, have different fingerprints. Part of every cache key.
    /// </summary>
    public string Fingerprint { get; } = fingerprint;

    public DatabaseCatalog Catalog => database.Catalog;

    /// <summary>As <see cref="DatabaseSchema.Notices"/>.</summary>
    public ImmutableArray<SchemaNotice> Notices => database.Notices;

    /// <summary>Which tables and claims the policies and views of a table read.</summary>
    public PolicyReads Policies { get; } = policies;

    /// <summary>Signs and reads the cursors of answers with the database's secret.</summary>
    public CursorTokens Cursors { get; } = cursors;

    /// <summary>Plans of queries, kept by operation.</summary>
    public PlanCache Plans { get; } = Watch(new PlanCache(
        new QueryPlanner(options), bytesOfRoleMax: (caches ?? CacheOptions.Default).PlansOfRole));

    public MutationPlanner Mutations { get; } = new(options);

    /// <summary>The cost of operations, kept by operation and the variables that it depends on.</summary>
    public OperationCache<OperationCost> Costs { get; } = new(CostAnalyzer.CollectVariables, CostAnalyzer.Compute);

    /// <summary>Operations taken apart by <c>@defer</c> and <c>@stream</c>, kept so that the plans of the parts are kept too.</summary>
    public OperationCache<OperationPart> Parts { get; } = new(
        DirectiveVariables.Collect, (operation, variables) => OperationSplitter.Split(operation, variables, CanStream),
        PreparedDocument.PartsBytesMax, part => part.CountBytes());

    /// <summary>
    /// The snapshot to serve when the database has changed and no snapshot of the change can be built. It has the same structure, but no
    /// answer is cached or shared between callers, because the policies may have changed too. Its fingerprint is unlike that of any other
    /// snapshot.
    /// </summary>
    public SchemaSnapshot WithUnknownPolicies() =>
        new(Version + 1, $"{Fingerprint} {Guid.NewGuid():N}", database, Policies.AsUnknown(), Cursors, options, _caches);

    /// <summary>
    /// The database has another structure than this by now, so that answers which were cached before may be wrong: none is used or kept.
    /// </summary>
    public bool IsOutdated
    {
        get => _isOutdated;
        internal set => _isOutdated = value;
    }

    /// <summary>Tables that had change triggers in an earlier snapshot and have not now.</summary>
    public AwaitedTables Awaited { get; init; } = AwaitedTables.None;

    /// <summary>
    /// The tables that this snapshot follows and the next one does not, where they may be expected to be tracked again soon: a table of
    /// which a partition or child was created, until the keeper has tracked that.
    /// </summary>
    /// <param name="next">The catalog of the next snapshot.</param>
    /// <param name="isPoll">This is a poll, of which a few are waited.</param>
    public AwaitedTables FindLost(DatabaseCatalog next, bool isPoll)
    {
        // A table that is not exposed may have been dropped, which the catalog does not tell; waiting for it does no harm.
        var others = Catalog.Others.Where(other => other.Value.Length > 0).Select(other => other.Key);
        var lost = Catalog.Followed.Intersect(next.Relations.Select(r => r.Oid).Concat(others));
        return Awaited.Next(lost.Union(Awaited.Tables).Except(next.Followed), isPoll);
    }

    /// <summary>As <see cref="DatabaseSchema.ViewFor"/>.</summary>
    public SchemaView ViewFor(string role) => database.ViewFor(role);

    /// <summary>The documents that were validated for a role: the same instance for each call.</summary>
    public PreparedDocuments DocumentsFor(string role) =>
        _documents.GetOrAdd(role, r => new PreparedDocuments(ViewFor(r), _caches.DocumentsOfRole));

    /// <summary>The columns of a table by whose values answers may be limited (<see cref="Dependencies.Pins"/>).</summary>
    public IReadOnlyList<short> FindPinColumns(uint table) => _pinColumns.GetOrAdd(
        table, oid => Catalog.Relations.FirstOrDefault(r => r.Oid == oid) is { } relation ? ReadPin.FindColumns(relation) : []);

    /// <summary>All that an answer of the plan depends on, through policies and views.</summary>
    public Dependencies FindDependencies(QueryPlan plan) => _dependencies.GetValue(plan, ComputeDependencies);

    /// <summary>
    /// True when every table that the relation's rows depend on logs its changes: only then can an answer be kept, or be live.
    /// </summary>
    public bool IsTracked(Relation relation) => Policies.Find(relation).Tables.All(Catalog.Followed.Contains);

    private Dependencies ComputeDependencies(QueryPlan plan)
    {
        var reads = plan.Reads.Aggregate(ReadSet.Nothing, (reads, relation) => reads.With(Policies.Find(relation)));
        return new Dependencies(reads, plan.Reads.FirstOrDefault(r => !IsTracked(r))?.ToString())
        {
            Pins = FindPins(plan),
            IsAwaited = reads.Tables.All(oid => Catalog.Followed.Contains(oid) || Awaited.Tables.Contains(oid)),
        };
    }

    /// <summary>
    /// Those of tables that no policy or view reads too, where it may read any row. A policy may name a partition, but the log names roots.
    /// </summary>
    private ImmutableArray<ReadPin> FindPins(QueryPlan plan)
    {
        var others = plan.Reads.SelectMany(relation => Policies.FindOthers(relation)).ToHashSet();
        return
        [
            .. plan.Pins.Where(pin => !others.Contains(pin.Relation.Oid)
                && (pin.Relation.Kind == RelationKind.Table || (pin.Relation.Kind == RelationKind.PartitionedTable && others.Count == 0))),
        ];
    }

    private static PlanCache Watch(PlanCache plans)
    {
        CacheTelemetry.Watch("plans", plans, held => held.Bytes);
        return plans;
    }

    /// <summary>Only pages of rows are read piece by piece; a list that is the value of a column is read as a whole.</summary>
    private static bool CanStream(CollectedField field) =>
        field.Definition?.Binding is PagingField { Member: PagingMember.Nodes or PagingMember.Edges };
}

/// <summary>What the answers of a plan depend on.</summary>
/// <param name="Untracked">A table of it whose changes are not logged; null: all are.</param>
public sealed record Dependencies(ReadSet Reads, string? Untracked)
{
    public static Dependencies None { get; } = new(ReadSet.Nothing, null);

    /// <summary>
    /// For some of the tables: a row of which the plan reads only where it has one of these values. They depend on the variables.
    /// </summary>
    public ImmutableArray<ReadPin> Pins { get; init; } = [];

    /// <summary>The tags of the cache where nothing is known of the rows.</summary>
    public IReadOnlyList<string> TableTags { get; } = [.. Reads.Tables.Select(CacheTags.ForTable)];

    /// <summary>
    /// What is untracked may be expected to be tracked again soon; until then a live query is run at every poll of the schema.
    /// </summary>
    public bool IsAwaited { get; init; }
}
