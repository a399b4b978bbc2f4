using System.Collections.Frozen;

namespace Jim.GraphQL.Types;

/// <summary>Which object types implement each interface or belong to each union. Immutable.</summary>
internal sealed class PossibleTypes
{
    private readonly FrozenDictionary<NamedType, ObjectTypes> _objects;
    private readonly FrozenDictionary<InterfaceType, IReadOnlyList<FieldsType>> _implementations;

    public PossibleTypes(FieldMap<NamedType> types)
    {
        var implementations =
            (from type in types.OfType<FieldsType>() from declared in type.Interfaces select (declared, type)).ToLookup(
                pair => pair.declared, pair => pair.type);
        _implementations = implementations.ToFrozenDictionary(
            group => group.Key, group => (IReadOnlyList<FieldsType>)group.ToImmutableArray());
        _objects = implementations.Select(group => KeyValuePair.Create<NamedType, ImmutableArray<ObjectType>>(
                group.Key, [.. group.OfType<ObjectType>()]))
            .Concat(types.OfType<UnionType>().Select(
                union => KeyValuePair.Create<NamedType, ImmutableArray<ObjectType>>(union, union.Members)))
            .ToFrozenDictionary(pair => pair.Key, pair => new ObjectTypes(pair.Value, pair.Value.ToFrozenSet()));
    }

    public IReadOnlyList<ObjectType> Find(NamedType type) => _objects.TryGetValue(type, out var known) ? known.Ordered : [];

    public bool Contains(NamedType type, ObjectType objectType) =>
        _objects.TryGetValue(type, out var known) && known.Set.Contains(objectType);

    public IReadOnlyList<FieldsType> FindImplementations(InterfaceType type) =>
        _implementations.TryGetValue(type, out var known) ? known : [];

    private sealed record ObjectTypes(IReadOnlyList<ObjectType> Ordered, FrozenSet<ObjectType> Set);
}
