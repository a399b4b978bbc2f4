using System.Collections.Concurrent;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Validation;
using Jim.Postgres.Catalog;
using Jim.Postgres.Changes;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Jim.Postgres.Schema;

namespace Jim.Platform.Requests;

/// <summary>
/// All that a request stands on, as of one state of the database's structure: catalog, schema, what policies read, documents and plans.
/// Immutable but for its caches; swapped as a whole, and a running request ends on the one it began with.
/// </summary>
public sealed class RequestSnapshot(DatabaseSnapshot database, PolicyReads reads, CursorTokens cursors, PlanOptions options)
{
    private readonly ConcurrentDictionary<string, PreparedDocuments> _documents = new(StringComparer.Ordinal);
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<QueryPlan, Dependencies> _dependencies = [];
    private readonly Dictionary<uint, Relation> _relations = database.Catalog.Relations.ToDictionary(r => r.Oid);

    public DatabaseSnapshot Database { get; } = database;

    public long Version => Database.Version;

    public PolicyReads Reads { get; } = reads;

    public CursorTokens Cursors { get; } = cursors;

    public PreparedDocuments DocumentsFor(string role) => _documents.GetOrAdd(role, r => new PreparedDocuments(Database.ViewFor(r), r));

    public PlanCache Plans { get; } = new(new QueryPlanner(options));

    /// <summary>What operations cost with their variables.</summary>
    public OperationCache<OperationCost> Costs { get; } = new(CostAnalyzer.CollectVariables, CostAnalyzer.Compute);

    /// <summary>Operations taken apart by <c>@defer</c> and <c>@stream</c>, kept so that the plans of the parts are kept too.</summary>
    public OperationCache<OperationPart> Parts { get; } = new(
        DirectiveVariables.Collect, (operation, variables) => OperationSplitter.Split(operation, variables, CanStream));

    public MutationPlanner Mutations { get; } = new(options);

    /// <summary>All that an answer of the plan depends on, through policies and views.</summary>
    public Dependencies DependenciesOf(QueryPlan plan) => _dependencies.GetValue(plan, p => new Dependencies(
        p.Reads.Aggregate(ReadSet.Nothing, (reads, relation) => reads.With(Reads.Of(relation))),
        p.Reads.FirstOrDefault(r => !IsTracked(r))?.ToString()));

    /// <summary>Pages are what a statement can cut; a list in a column is read as a whole.</summary>
    private static bool CanStream(CollectedField field) =>
        field.Definition?.Binding is PagingField { Member: PagingMember.Nodes or PagingMember.Edges };

    /// <summary>
    /// True when every table that the relation's rows depend on logs its changes: only then can an answer be kept, or be live.
    /// </summary>
    public bool IsTracked(Relation relation) => relation.Kind != RelationKind.MaterializedView
        && Reads.Of(relation).Tables.All(oid =>
            _relations.TryGetValue(oid, out var table) && (table.Tracked || table.Kind == RelationKind.View));
}

/// <summary>What the answers of a plan depend on.</summary>
/// <param name="Untracked">A table of it whose changes are not logged; null: all are.</param>
public sealed record Dependencies(ReadSet Reads, string? Untracked)
{
    public static Dependencies None { get; } = new(ReadSet.Nothing, null);
}
