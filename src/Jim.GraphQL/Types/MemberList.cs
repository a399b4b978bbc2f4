using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>The members of a type under construction by name, in definition order.</summary>
/// <typeparam name="T">A <see cref="FieldBuilder"/>, <see cref="InputValueBuilder"/> or <see cref="EnumValueBuilder"/>.</typeparam>
public sealed class MemberList<T> : IReadOnlyCollection<T>
    where T : MemberBuilder
{
    /// <summary>
    /// Among so many members a name is found by looking at each. A large schema has tens of thousands of lists, most of them short, and
    /// a dictionary for each was a large part of the memory that building it took.
    /// </summary>
    private const int SearchMax = 8;

    private T[] _ordered = [];
    private Dictionary<string, T>? _byName;

    /// <summary>How many members were added, those that no role may see included.</summary>
    public int Count { get; private set; }

    /// <summary>The members in definition order, until the next one is added.</summary>
    internal ReadOnlySpan<T> Span => _ordered.AsSpan(0, Count);

    /// <summary>The member of that name. Throws <see cref="KeyNotFoundException"/> when there is none.</summary>
    public T this[string name] => TryGet(name, out var member) ? member : throw new KeyNotFoundException($"There is no member {name}.");

    /// <summary>Adds a member. Throws <see cref="ArgumentException"/> when the name is taken.</summary>
    public void Add(T member)
    {
        if (TryGet(member.Name, out _))
        {
            throw new ArgumentException($"There is a member {member.Name} already.", nameof(member));
        }

        if (Count == _ordered.Length)
        {
            Array.Resize(ref _ordered, Math.Max(4, Count * 2));
        }

        _ordered[Count++] = member;
        _byName?.Add(member.Name, member);
        if (Count > SearchMax)
        {
            _byName ??= Span.ToArray().ToDictionary(m => m.Name, StringComparer.Ordinal);
        }
    }

    /// <summary>The member of that name; names are case-sensitive.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out T member)
    {
        if (_byName is not null)
        {
            return _byName.TryGetValue(name, out member);
        }

        foreach (var candidate in Span)
        {
            if (candidate.Name == name)
            {
                member = candidate;
                return true;
            }
        }

        member = null;
        return false;
    }

    /// <summary>The members in definition order.</summary>
    public ArraySegment<T>.Enumerator GetEnumerator() => new ArraySegment<T>(_ordered, 0, Count).GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
