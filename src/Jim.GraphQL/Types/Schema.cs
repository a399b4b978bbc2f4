using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>A whole schema (spec 3.3). Immutable once built; one object for all roles, see <see cref="SchemaView"/>.</summary>
public sealed class Schema
{
    private readonly Lazy<PossibleTypes> _possible;

    public Schema(
        ObjectType? query, ObjectType? mutation, ObjectType? subscription, IEnumerable<NamedType> types,
        IEnumerable<DirectiveDefinition> directives)
    {
        Query = query;
        Mutation = mutation;
        Subscription = subscription;
        foreach (var type in types)
        {
            Types.Add(type);
        }

        foreach (var directive in directives)
        {
            Directives.Add(directive);
        }

        _possible = new(() => new PossibleTypes(Types));
    }

    public string? Description { get; init; }

    /// <summary>Directives applied to the schema itself.</summary>
    public IReadOnlyList<Language.DirectiveNode> AppliedDirectives { get; init; } = [];

    public ObjectType? Query { get; }

    public ObjectType? Mutation { get; }

    public ObjectType? Subscription { get; }

    public FieldMap<NamedType> Types { get; } = new(t => t.Name);

    public FieldMap<DirectiveDefinition> Directives { get; } = new(d => d.Name);

    public bool TryGetType(string name, [MaybeNullWhen(false)] out NamedType type) => Types.TryGet(name, out type);

    /// <summary>
    /// The object types that a value of the type can have (spec 2.8.2, GetPossibleTypes), in definition order; none for a leaf.
    /// </summary>
    public IReadOnlyList<ObjectType> PossibleTypes(NamedType type) => type is ObjectType single ? [single] : _possible.Value.Of(type);

    /// <summary>
    /// True when a value of the object type is one of the other type: the same, a member of the union, an implementation.
    /// </summary>
    public bool IsPossible(NamedType type, ObjectType objectType) =>
        ReferenceEquals(type, objectType) || _possible.Value.Has(type, objectType);

    /// <summary>The types that declare the interface, objects and interfaces, in definition order.</summary>
    public IReadOnlyList<FieldsType> Implementations(InterfaceType type) => _possible.Value.Implementations(type);
}
