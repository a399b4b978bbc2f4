using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>The members of a finished type (or schema) by name, in definition order. Immutable.</summary>
public sealed class FieldMap<T> : IReadOnlyCollection<T>
{
    private readonly ImmutableArray<T> _ordered;
    private readonly FrozenDictionary<string, T> _byName;

    /// <summary>Throws <see cref="ArgumentException"/> when two members have the same name.</summary>
    internal FieldMap(IEnumerable<T> members, Func<T, string> getName)
    {
        _ordered = [.. members];

        // ToFrozenDictionary alone would keep the second of two members with the same name; ToDictionary throws.
        _byName = _ordered.ToDictionary(getName, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>A map without members.</summary>
    internal static FieldMap<T> Empty { get; } = new([], _ => "");

    /// <summary>How many members there are, those that no role may see included.</summary>
    public int Count => _ordered.Length;

    /// <summary>The member of that name. Throws <see cref="KeyNotFoundException"/> when there is none.</summary>
    public T this[string name] => _byName[name];

    /// <summary>The member of that name; false when there is none. Names are case-sensitive.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out T member) => _byName.TryGetValue(name, out member);

    /// <summary>The members in definition order.</summary>
    public ImmutableArray<T>.Enumerator GetEnumerator() => _ordered.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)_ordered).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)_ordered).GetEnumerator();
}
