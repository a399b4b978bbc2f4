using Jim.GraphQL.Execution;

namespace Jim.Postgres.Running.Changes;

/// <summary>The changed rows that the caller sees and that pass the filter, as they are now.</summary>
/// <param name="Snapshot"><c>pg_current_snapshot()</c> of the reading.</param>
/// <param name="Rows">By key: one value for each row member of the plan. A key that is missing here is gone, out of sight or filtered out.</param>
public sealed record ChangedRows(string Snapshot, IReadOnlyDictionary<RowKey, IReadOnlyList<CompletedValue>> Rows);

/// <summary>A key as texts, in the order of the relation's key; equal when all parts are.</summary>
public readonly struct RowKey(IReadOnlyList<string> parts) : IEquatable<RowKey>
{
    public IReadOnlyList<string> Parts { get; } = parts;

    public bool Equals(RowKey other) => Parts.SequenceEqual(other.Parts, StringComparer.Ordinal);

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var part in Parts)
        {
            hash.Add(part, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    public override string ToString() => string.Join('/', Parts);

    public static bool operator ==(RowKey a, RowKey b) => a.Equals(b);

    public static bool operator !=(RowKey a, RowKey b) => !a.Equals(b);
}
