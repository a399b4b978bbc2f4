using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>The members of a finished type (or schema) by name, in definition order. Immutable.</summary>
public sealed class FieldMap<T> : IReadOnlyCollection<T>
{
    private readonly ImmutableArray<T> _ordered;
    private readonly Func<T, string> _getName;
    private FrozenDictionary<string, T>? _byName;

    /// <summary>Throws <see cref="ArgumentException"/> when two members have the same name.</summary>
    internal FieldMap(IEnumerable<T> members, Func<T, string> getName)
    {
        _ordered = [.. members];
        _getName = getName;
        var names = new HashSet<string>(_ordered.Length, StringComparer.Ordinal);
        foreach (var member in _ordered)
        {
            if (!names.Add(getName(member)))
            {
                throw new ArgumentException($"Two members have the name {getName(member)}.", nameof(members));
            }
        }
    }

    private FieldMap(ImmutableArray<T> ordered, Func<T, string> getName) => (_ordered, _getName) = (ordered, getName);

    /// <summary>A map without members.</summary>
    internal static FieldMap<T> Empty { get; } = new([], _ => "");

    /// <summary>A map of members whose names are known to differ.</summary>
    internal static FieldMap<T> FromDistinct(ImmutableArray<T> members, Func<T, string> getName) => new(members, getName);

    /// <summary>How many members there are, those that no role may see included.</summary>
    public int Count => _ordered.Length;

    // Made at the first look-up. A large schema has tens of thousands of maps, most of which no request ever looks into, and making all of
    // them would be a large part of the time that it takes to build the schema. When several threads make one at once, all are the same.
    private FrozenDictionary<string, T> GetByName() =>
        Volatile.Read(ref _byName) ?? (_byName = _ordered.ToFrozenDictionary(_getName, StringComparer.Ordinal));

    /// <summary>The member of that name. Throws <see cref="KeyNotFoundException"/> when there is none.</summary>
    public T this[string name] => GetByName()[name];

    /// <summary>The member of that name; false when there is none. Names are case-sensitive.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out T member) => GetByName().TryGetValue(name, out member);

    /// <summary>The members in definition order.</summary>
    public ImmutableArray<T>.Enumerator GetEnumerator() => _ordered.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)_ordered).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)_ordered).GetEnumerator();
}
