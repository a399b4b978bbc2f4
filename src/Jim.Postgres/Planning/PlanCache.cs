using System.Collections.Concurrent;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;

namespace Jim.Postgres.Planning;

/// <summary>
/// Caches the plans of operations. An operation belongs to one role's view of one schema, and has a plan for each shape of its variables
/// (see <see cref="PlanGuards"/>). Each role has a part of the cache to itself. When that is full, the operations that were not asked for
/// since it was full last are dropped, and others until at most half of it is left. Thread safe.
/// </summary>
/// <param name="planner">Makes plans that are not cached.</param>
/// <param name="operationsMax">How many operations of one role have plans here at most.</param>
/// <param name="shapesMax">How many plans one operation has at most; the oldest is dropped for a new one.</param>
/// <param name="bytesOfRoleMax">The most memory of one role's plans and of the operations that they hold, in bytes.</param>
public sealed class PlanCache(QueryPlanner planner, int operationsMax = 2048, int shapesMax = 8, long bytesOfRoleMax = 64 << 20)
{
    private readonly ConcurrentDictionary<SchemaView, PlansOfOneRole> _roles = new();

    /// <summary>Makes plans that are not cached.</summary>
    public QueryPlanner Planner { get; } = planner;

    /// <summary>How many operations have plans here.</summary>
    public int Count => _roles.Values.Sum(part => part.Count);

    /// <summary>The memory of all of them, counted rather too high.</summary>
    public long Bytes => _roles.Values.Sum(part => part.Bytes);

    /// <summary>
    /// The plan of the root fields for variables of this shape: a cached one, or one that is made now. A plan with a refused field is not
    /// cached, and neither is one that would take a tenth of the role's memory.
    /// </summary>
    public QueryPlan Get(Operation operation, IReadOnlyList<CollectedField> rootFields, VariableValues variables)
    {
        if (!_roles.TryGetValue(operation.View, out var part))
        {
            part = _roles.GetOrAdd(operation.View, _ => new PlansOfOneRole(operationsMax, shapesMax, bytesOfRoleMax));
        }

        var key = new PlanKey(operation, rootFields.Count > 0 ? rootFields[0].ResponseName : string.Empty, rootFields.Count);
        if (part.Find(key, variables) is { } known)
        {
            return known;
        }

        var plan = Planner.Plan(operation, rootFields, variables);
        if (plan.CanBeKept)
        {
            part.Keep(key, plan);
        }

        return plan;
    }

    private readonly record struct PlanKey(Operation Operation, string FirstRoot, int Roots);

    /// <summary>The plans of one role.</summary>
    private sealed class PlansOfOneRole(int operationsMax, int shapesMax, long bytesMax)
    {
        // A plan holds its statement's text (twice: with the role's name before it) and the shapes of its values, which grow with that
        // text. Plans of every kind were measured, with their documents, at 28 to 50 % of what is counted so.
        private const int BytesOfStatementChar = 12;
        private const int BytesAtLeast = 4096;

        private readonly ConcurrentDictionary<PlanKey, Entry> _entries = new();
        private readonly Lock _keeping = new();
        private long _bytes;

        public int Count => _entries.Count;

        public long Bytes => Interlocked.Read(ref _bytes);

        public QueryPlan? Find(PlanKey key, VariableValues variables)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                return null;
            }

            entry.Used = true;
            foreach (var plan in entry.Plans)
            {
                if (plan.Guards.Fit(variables))
                {
                    return plan;
                }
            }

            return null;
        }

        public void Keep(PlanKey key, QueryPlan plan)
        {
            var ofOperation = BytesAtLeast + key.Operation.Document.Source.CountKeptBytes();
            if (ofOperation + CountBytes(plan) > bytesMax / 10)
            {
                return;
            }

            lock (_keeping)
            {
                var known = _entries.GetValueOrDefault(key);
                QueryPlan[] plans = [plan, .. known?.Plans.Take(shapesMax - 1) ?? []];
                var entry = new Entry(plans, ofOperation + plans.Sum(CountBytes));
                var added = entry.Bytes - (known?.Bytes ?? 0);
                if (_bytes + added > bytesMax || (known is null && _entries.Count >= operationsMax))
                {
                    Sweep(key);
                    added = entry.Bytes - (_entries.GetValueOrDefault(key)?.Bytes ?? 0);
                }

                _entries[key] = entry;
                Interlocked.Add(ref _bytes, added);
            }
        }

        private static long CountBytes(QueryPlan plan) =>
            BytesAtLeast + ((long)(plan.Statement?.Text.Length ?? 0) * BytesOfStatementChar);

        private void Sweep(PlanKey present)
        {
            var (kept, bytes) = (0, 0L);
            foreach (var (key, entry) in _entries)
            {
                var fits = kept < operationsMax / 2 && bytes + entry.Bytes <= bytesMax / 2;
                if ((!entry.Used || !fits) && key != present)
                {
                    _entries.TryRemove(key, out _);
                    Interlocked.Add(ref _bytes, -entry.Bytes);
                    continue;
                }

                entry.Used = false;
                kept++;
                bytes += entry.Bytes;
            }
        }
    }

    /// <summary>The plans of one operation, newest first.</summary>
    private sealed class Entry(QueryPlan[] plans, long bytes)
    {
        public QueryPlan[] Plans { get; } = plans;

        public long Bytes { get; } = bytes;

        public bool Used { get; set; }
    }
}
