using System.Collections.Concurrent;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;

namespace Jim.Postgres.Planning;

/// <summary>
/// Caches the plans of operations. An operation belongs to one role's view of one schema, and has a plan for each shape of its variables
/// (see <see cref="PlanGuards"/>). When the cache is full, the operations that were not asked for since it was full last are dropped, and
/// others until at most half of them are left. Thread safe.
/// </summary>
/// <param name="planner">Makes plans that are not cached.</param>
/// <param name="operationsMax">How many operations have plans here at most.</param>
/// <param name="shapesMax">How many plans one operation has at most; the oldest is dropped for a new one.</param>
public sealed class PlanCache(QueryPlanner planner, int operationsMax = 2048, int shapesMax = 8)
{
    private readonly ConcurrentDictionary<PlanKey, Entry> _entries = new();

    /// <summary>Makes plans that are not cached.</summary>
    public QueryPlanner Planner { get; } = planner;

    /// <summary>How many operations have plans here.</summary>
    public int Count => _entries.Count;

    /// <summary>
    /// The plan of the root fields for variables of this shape: a cached one, or one that is made now. A plan with a refused field is not
    /// cached.
    /// </summary>
    public QueryPlan Get(Operation operation, IReadOnlyList<CollectedField> rootFields, VariableValues variables)
    {
        var key = new PlanKey(operation, rootFields.Count > 0 ? rootFields[0].ResponseName : string.Empty, rootFields.Count);
        if (_entries.TryGetValue(key, out var entry))
        {
            entry.Used = true;
            foreach (var known in entry.Plans)
            {
                if (known.Guards.Fit(variables))
                {
                    return known;
                }
            }
        }

        var plan = Planner.Plan(operation, rootFields, variables);
        if (plan.CanBeKept)
        {
            Keep(key, plan);
        }

        return plan;
    }

    private void Keep(PlanKey key, QueryPlan plan)
    {
        if (_entries.Count >= operationsMax)
        {
            Sweep();
        }

        _entries.GetOrAdd(key, _ => new Entry()).Add(plan, shapesMax);
    }

    private void Sweep()
    {
        var kept = 0;
        foreach (var (key, entry) in _entries)
        {
            if (!entry.Used || ++kept > operationsMax / 2)
            {
                _entries.TryRemove(key, out _);
            }

            entry.Used = false;
        }
    }

    private readonly record struct PlanKey(Operation Operation, string FirstRoot, int Roots);

    private sealed class Entry
    {
        private volatile QueryPlan[] _plans = [];

        public QueryPlan[] Plans => _plans;

        public bool Used { get; set; } = true;

        // The newest plans stay. When two threads add at the same moment, one plan may be lost; it is then made again when asked for.
        public void Add(QueryPlan plan, int max) => _plans = [plan, .. _plans.Take(max - 1)];
    }
}
