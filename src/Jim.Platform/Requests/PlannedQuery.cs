using Jim.GraphQL.Operations;
using Jim.Platform.Cache;
using Jim.Platform.Schemas;
using Jim.Postgres.Changes;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Planning;
using Jim.Postgres.Rights;
using Jim.Postgres.Schema;
using Jim.Postgres.Sql;

namespace Jim.Platform.Requests;

/// <summary>
/// The step "plan" of a query: what to run (<see cref="Plan"/>), what the answer depends on (<see cref="Reads"/>), and under which key it
/// may be cached (<see cref="ComputeCacheKey"/>). Belongs to one request or live query. Plan and dependencies come from
/// caches and hold nothing of a request.
/// </summary>
public sealed class PlannedQuery
{
    private readonly Dependencies _dependencies;

    private PlannedQuery(OperationInput input, IReadOnlyList<CollectedField> fields, QueryPlan? plan, Dependencies dependencies) =>
        (Input, Fields, Plan, _dependencies) = (input, fields, plan, dependencies);

    public OperationInput Input { get; }

    /// <summary>The root fields that the database answers, in the order of the plan's roots.</summary>
    public IReadOnlyList<CollectedField> Fields { get; }

    /// <summary>The statement for all of <see cref="Fields"/>; null: the operation asks nothing of the database.</summary>
    public QueryPlan? Plan { get; }

    /// <summary>The tables and claims that the answer depends on, those of policies included.</summary>
    public ReadSet Reads => _dependencies.Reads;

    /// <summary>
    /// For some tables of <see cref="Reads"/>: the answer depends only on rows that have one of these values. Tables without one may be
    /// read anywhere.
    /// </summary>
    public ImmutableArray<ScopeValue> Pins => field.IsDefault ? field = FindPins() : field;

    /// <summary>A table of <see cref="Reads"/> whose changes are not logged; null: all are.</summary>
    public string? Untracked => _dependencies.Untracked;

    /// <summary>False: a live query of it would miss changes, because <see cref="Untracked"/> does not log them.</summary>
    public bool CanBeLive => Untracked is null || _dependencies.IsAwaited;

    /// <summary>False when fields are answered by C# code too (<c>me</c>, introspection, <c>__typename</c>).</summary>
    public bool IsDatabaseOnly => Fields.Count == Input.RootFields.Count;

    public bool IsCacheable =>
        Plan is { IsRefused: false } && IsDatabaseOnly && !Reads.Unknown && Untracked is null && !Input.Snapshot.IsOutdated;

    /// <summary>The cache's tags, of all that the answer depends on.</summary>
    public IReadOnlyList<string> Tags => Pins.IsEmpty ? _dependencies.TableTags : CacheTags.ForReads(Reads.Tables, Pins);

    /// <summary>
    /// The answer must include what this snapshot saw (<c>extensions.cursor</c> of the request); null: any snapshot will do.
    /// </summary>
    public PgSnapshot? NotBefore { get; private init; }

    /// <summary>
    /// Plans the operation, or finds its plan. Throws <see cref="GraphQLException"/> for arguments that no plan can be made of, and for a
    /// cursor that this database did not give.
    /// </summary>
    public static PlannedQuery Build(OperationInput input)
    {
        using var step = JimTelemetry.Start(SpanNames.Plan);
        var snapshot = input.Snapshot;
        var notBefore = RequestCursor.Read(input.Request, snapshot.Cursors);
        var fields = input.RootFields.All(IsDatabaseField) ? input.RootFields : [.. input.RootFields.Where(IsDatabaseField)];
        var plan = fields.Count == 0 ? null : snapshot.Plans.Get(input.Operation, fields, input.Variables);
        return new PlannedQuery(input, fields, plan, plan is null ? Dependencies.None : snapshot.FindDependencies(plan))
        {
            NotBefore = notBefore,
        };
    }

    /// <summary>Two queries of one key have one answer, until something of <see cref="Reads"/> changes.</summary>
    public byte[] ComputeCacheKey() => QueryCacheKey.Compute(Input, Reads);

    private ImmutableArray<ScopeValue> FindPins()
    {
        if (_dependencies.Pins.IsEmpty || !IsDatabaseOnly || Reads.Unknown)
        {
            return [];
        }

        var values = RunValues.Create(Input.Variables);
        var found = ImmutableArray.CreateBuilder<ScopeValue>(_dependencies.Pins.Length);
        HashSet<uint>? anywhere = null;
        foreach (var pin in _dependencies.Pins)
        {
            if (pin.Find(values) is not { } value)
            {
                (anywhere ??= []).Add(pin.Relation.Oid);
            }
            else if (!found.Contains(value))
            {
                found.Add(value);
            }
        }

        if (anywhere is not null)
        {
            found.RemoveAll(pin => anywhere.Contains(pin.Table));
        }

        return found.DrainToImmutable();
    }

    private static bool IsDatabaseField(CollectedField field) => field.Definition?.Binding is FieldBinding;
}
