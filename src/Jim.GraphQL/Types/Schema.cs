using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>A whole schema (spec 3.3). Immutable once built; one object for all roles, see <see cref="SchemaView"/>.</summary>
public sealed class Schema
{
    private readonly Lazy<PossibleTypes> _possible;

    /// <summary>
    /// A schema of these parts; root types are among <paramref name="types"/>. Throws <see cref="ArgumentException"/> when two have one
    /// name.
    /// </summary>
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

    /// <summary>The description of the schema itself (spec 3.3); null: none.</summary>
    public string? Description { get; init; }

    /// <summary>Directives applied to the schema itself.</summary>
    public IReadOnlyList<Language.DirectiveNode> AppliedDirectives { get; init; } = [];

    /// <summary>The root type of queries; null only in a schema that is still to be extended.</summary>
    public ObjectType? Query { get; }

    /// <summary>The root type of mutations; null: there are none.</summary>
    public ObjectType? Mutation { get; }

    /// <summary>The root type of subscriptions; null: there are none.</summary>
    public ObjectType? Subscription { get; }

    /// <summary>All named types in definition order, without those of introspection.</summary>
    public FieldMap<NamedType> Types { get; } = new(t => t.Name);

    /// <summary>All directives, the built-in ones included.</summary>
    public FieldMap<DirectiveDefinition> Directives { get; } = new(d => d.Name);

    /// <summary>The type of that name, whoever may see it; requests ask <see cref="SchemaView"/>.</summary>
    public bool TryGetType(string name, [MaybeNullWhen(false)] out NamedType type) => Types.TryGet(name, out type);

    /// <summary>
    /// GetPossibleTypes (spec 5.5.2.3): the object types that a value of the type can have, in definition order; none for a leaf.
    /// </summary>
    public IReadOnlyList<ObjectType> PossibleTypes(NamedType type) => type is ObjectType single ? [single] : _possible.Value.Find(type);

    /// <summary>
    /// True when a value of the object type is one of the other type: the same, a member of the union, an implementation.
    /// </summary>
    public bool IsPossible(NamedType type, ObjectType objectType) =>
        ReferenceEquals(type, objectType) || _possible.Value.Contains(type, objectType);

    /// <summary>The types that declare the interface, objects and interfaces, in definition order.</summary>
    public IReadOnlyList<FieldsType> Implementations(InterfaceType type) => _possible.Value.Implementations(type);
}
