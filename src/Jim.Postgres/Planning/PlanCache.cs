using System.Collections.Concurrent;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;

namespace Jim.Postgres.Planning;

/// <summary>
/// Plans by operation (which belongs to one role's view of one schema) and by the shape of the variables. Bounded: when it is full the
/// operations that were not used since the last sweep go first.
/// </summary>
public sealed class PlanCache(QueryPlanner planner, int operationsMax = 2048, int shapesMax = 8)
{
    private readonly ConcurrentDictionary<PlanKey, Entry> _entries = new();

    public QueryPlanner Planner { get; } = planner;

    /// <summary>Operations kept.</summary>
    public int Count => _entries.Count;

    /// <summary>The plan for these fields; made and kept when there is none for variables of this shape.</summary>
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

        // Of many shapes the newest are kept; two threads that add at once may lose one plan, which is then made again.
        public void Add(QueryPlan plan, int max) => _plans = [plan, .. _plans.Take(max - 1)];
    }
}
