using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>Members by name, in definition order.</summary>
public sealed class FieldMap<T>(Func<T, string> nameOf) : IReadOnlyCollection<T>
{
    private readonly List<T> _ordered = [];
    private readonly Dictionary<string, T> _byName = new(StringComparer.Ordinal);

    /// <summary>How many members there are, hidden ones included.</summary>
    public int Count => _ordered.Count;

    /// <summary>The member of that name. Throws <see cref="KeyNotFoundException"/> when there is none.</summary>
    public T this[string name] => _byName[name];

    /// <summary>Adds a member. Throws <see cref="ArgumentException"/> when the name is taken.</summary>
    public void Add(T member)
    {
        _byName.Add(nameOf(member), member);
        _ordered.Add(member);
    }

    /// <summary>The member of that name; letter case counts.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out T member) => _byName.TryGetValue(name, out member);

    /// <summary>The members in definition order.</summary>
    public IEnumerator<T> GetEnumerator() => _ordered.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
