namespace Jim.GraphQL.Types;

/// <summary>Which object types implement each interface or belong to each union. Not changed after construction.</summary>
internal sealed class PossibleTypes
{
    private readonly Dictionary<NamedType, (List<ObjectType> Ordered, HashSet<ObjectType> Set)> _objects = [];
    private readonly Dictionary<InterfaceType, List<FieldsType>> _implementations = [];

    public PossibleTypes(IEnumerable<NamedType> types)
    {
        foreach (var type in types)
        {
            switch (type)
            {
                case UnionType union:
                    _objects[union] = ([.. union.Members], [.. union.Members]);
                    break;
                case FieldsType fields:
                    AddImplementation(fields);
                    break;
                default:
                    break;
            }
        }
    }

    public IReadOnlyList<ObjectType> Find(NamedType type) => _objects.TryGetValue(type, out var known) ? known.Ordered : [];

    public bool Contains(NamedType type, ObjectType objectType) =>
        _objects.TryGetValue(type, out var known) && known.Set.Contains(objectType);

    public IReadOnlyList<FieldsType> FindImplementations(InterfaceType type) =>
        _implementations.TryGetValue(type, out var known) ? known : [];

    private void AddImplementation(FieldsType type)
    {
        foreach (var declared in type.Interfaces)
        {
            if (!_implementations.TryGetValue(declared, out var list))
            {
                _implementations[declared] = list = [];
            }

            list.Add(type);
            if (type is not ObjectType objectType)
            {
                continue;
            }

            if (!_objects.TryGetValue(declared, out var known))
            {
                _objects[declared] = known = ([], []);
            }

            known.Ordered.Add(objectType);
            known.Set.Add(objectType);
        }
    }
}
