using System.Runtime.CompilerServices;
using Jim.GraphQL.Inputs;

namespace Jim.GraphQL.Operations;

/// <summary>
/// Caches a value that is derived from an operation and from a few of its variables (its cost, its parts). It holds the results for the
/// combinations of variable values that were seen last, for as long as the operation itself is alive. Thread-safe.
///
/// It outlives the requests that it serves, so it holds truth values and numbers only. A result that depends on any other value (a client
/// decides how large that is) is derived each time.
/// </summary>
/// <typeparam name="T">The derived value; shared by requests, so it must be immutable.</typeparam>
/// <param name="collectVariables">The names of the variables that the result depends on, without the dollar sign.</param>
/// <param name="derive">Computes the result. It must not read any other variable.</param>
/// <param name="bytesMax">The most memory of the results of one operation; the oldest are dropped first.</param>
/// <param name="countBytes">The memory of a result; null: results are small, and only their number is bounded.</param>
public sealed class OperationCache<T>(
    Func<Operation, IEnumerable<string>> collectVariables, Func<Operation, VariableValues, T> derive, long bytesMax = long.MaxValue,
    Func<T, long>? countBytes = null)
{
    private const int EntriesMax = 8;
    private readonly ConditionalWeakTable<Operation, CachedResults> _operations = [];
    private readonly Func<Operation, CachedResults> _open = operation => new CachedResults([.. collectVariables(operation)]);

    /// <summary>The result for these variables: from the cache, or derived now.</summary>
    public T GetOrDerive(Operation operation, VariableValues variables)
    {
        var cached = _operations.GetOrAdd(operation, _open);
        foreach (var entry in cached.Entries)
        {
            if (Matches(cached.Names, entry.Variables, variables))
            {
                return entry.Result;
            }
        }

        // When two requests derive a result at the same moment, one of the two may be lost; it is then derived again the next time.
        var result = derive(operation, variables);
        var added = new Entry(Array.ConvertAll(cached.Names, name => Read(variables, name)), result, countBytes?.Invoke(result) ?? 0);
        if (Array.TrueForAll(added.Variables, value => value is null or bool or int))
        {
            cached.Entries = Fit([added, .. cached.Entries.Take(EntriesMax - 1)]);
        }

        return result;
    }

    /// <summary>The entries from the first on whose memory is allowed.</summary>
    private Entry[] Fit(Entry[] entries)
    {
        var bytes = 0L;
        return [.. entries.TakeWhile(entry => (bytes += entry.Bytes) <= bytesMax)];
    }

    private static bool Matches(string[] names, object?[] values, VariableValues variables)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (!Equals(values[i], Read(variables, names[i])))
            {
                return false;
            }
        }

        return true;
    }

    private static object? Read(VariableValues variables, string name) => variables.TryGet(name, out var value) ? value : null;

    private sealed class CachedResults(string[] names)
    {
        private volatile Entry[] _entries = [];

        public string[] Names { get; } = names;

        public Entry[] Entries
        {
            get => _entries;
            set => _entries = value;
        }
    }

    private sealed record Entry(object?[] Variables, T Result, long Bytes);
}
