using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>The members of a type under construction by name, in definition order.</summary>
/// <typeparam name="T">A <see cref="FieldBuilder"/>, <see cref="InputValueBuilder"/> or <see cref="EnumValueBuilder"/>.</typeparam>
public sealed class MemberList<T> : IReadOnlyCollection<T>
    where T : MemberBuilder
{
    private readonly List<T> _ordered = [];
    private readonly Dictionary<string, T> _byName = new(StringComparer.Ordinal);

    /// <summary>How many members were added, those that no role may see included.</summary>
    public int Count => _ordered.Count;

    /// <summary>The member of that name. Throws <see cref="KeyNotFoundException"/> when there is none.</summary>
    public T this[string name] => _byName[name];

    /// <summary>Adds a member. Throws <see cref="ArgumentException"/> when the name is taken.</summary>
    public void Add(T member)
    {
        _byName.Add(member.Name, member);
        _ordered.Add(member);
    }

    /// <summary>The member of that name; names are case-sensitive.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out T member) => _byName.TryGetValue(name, out member);

    /// <summary>The members in definition order.</summary>
    public IEnumerator<T> GetEnumerator() => _ordered.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
