using System.Runtime.CompilerServices;

namespace Jim.GraphQL.Execution;

/// <summary>
/// What is derived of operations and depends on the values of a few of their variables, kept as long as the operation for the values that
/// were seen last. Safe for threads.
/// </summary>
/// <param name="variablesOf">The variables that decide.</param>
/// <param name="derive">Derives it, looking at no other variables.</param>
public sealed class PerOperation<T>(Func<Operation, IEnumerable<string>> variablesOf, Func<Operation, VariableValues, T> derive)
{
    private const int KeptMax = 8;
    private readonly ConditionalWeakTable<Operation, Kept> _operations = [];
    private readonly Func<Operation, Kept> _open = operation => new Kept([.. variablesOf(operation)]);

    /// <summary>What is derived for these values: kept, or derived now.</summary>
    public T Of(Operation operation, VariableValues variables)
    {
        var kept = _operations.GetOrAdd(operation, _open);
        foreach (var entry in kept.Entries)
        {
            if (Fits(kept.Names, entry.Values, variables))
            {
                return entry.Value;
            }
        }

        // Two requests that derive it at once may lose one of the results, which is then made again.
        var made = new Entry(Array.ConvertAll(kept.Names, name => ValueOf(name, variables)), derive(operation, variables));
        kept.Entries = [made, .. kept.Entries.Take(KeptMax - 1)];
        return made.Value;
    }

    private static bool Fits(string[] names, object?[] values, VariableValues variables)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (!Equals(values[i], ValueOf(names[i], variables)))
            {
                return false;
            }
        }

        return true;
    }

    private static object? ValueOf(string name, VariableValues variables) => variables.TryGet(name, out var value) ? value : null;

    private sealed class Kept(string[] names)
    {
        private volatile Entry[] _entries = [];

        public string[] Names { get; } = names;

        public Entry[] Entries
        {
            get => _entries;
            set => _entries = value;
        }
    }

    private sealed record Entry(object?[] Values, T Value);
}
