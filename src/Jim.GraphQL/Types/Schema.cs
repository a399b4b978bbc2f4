using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>
/// A whole schema (spec 3.3), made by <see cref="SchemaBuilder"/>. Immutable; one object serves all roles, see <see cref="SchemaView"/>.
/// </summary>
public sealed class Schema
{
    private readonly PossibleTypes _possibleTypes;

    /// <summary>Throws <see cref="ArgumentException"/> when two types or two directives have the same name.</summary>
    internal Schema(SchemaBuilder builder)
    {
        var sealer = new TypeSealer();
        Description = builder.Description;
        AppliedDirectives = [.. builder.AppliedDirectives];
        Query = Resolve(builder.Query);
        Mutation = Resolve(builder.Mutation);
        Subscription = Resolve(builder.Subscription);
        Types = new(builder.Types.Select(t => (NamedType)sealer.Resolve(t)), t => t.Name);
        var own = builder.Directives.Select(sealer.Seal).ToList();
        Directives = new(
            [
                .. BuiltInDirectives.All.ExceptBy(own.Select(d => d.Name), d => d.Name, StringComparer.Ordinal),
                .. own,
                .. builder.HasIncrementalDirectives ? BuiltInDirectives.Incremental : [],
            ],
            d => d.Name);
        sealer.Finish();
        _possibleTypes = new PossibleTypes(Types);

        ObjectType? Resolve(ObjectTypeBuilder? root) => root is null ? null : (ObjectType)sealer.Resolve((NamedTypeBuilder)root);
    }

    /// <summary>The description of the schema itself (spec 3.3); null where there is none.</summary>
    public string? Description { get; }

    /// <summary>Directives applied to the schema itself.</summary>
    public ImmutableArray<Language.DirectiveNode> AppliedDirectives { get; }

    /// <summary>The root type of queries; null only for SDL that is not a whole schema.</summary>
    public ObjectType? Query { get; }

    /// <summary>The root type of mutations; null: there are none.</summary>
    public ObjectType? Mutation { get; }

    /// <summary>The root type of subscriptions; null: there are none.</summary>
    public ObjectType? Subscription { get; }

    /// <summary>All named types in definition order, without those of introspection.</summary>
    public FieldMap<NamedType> Types { get; }

    /// <summary>All directives: the built-in ones, then the schema's own.</summary>
    public FieldMap<DirectiveDefinition> Directives { get; }

    /// <summary>
    /// The type of that name, whichever role may see it. Code that serves a request must ask <see cref="SchemaView"/> instead.
    /// </summary>
    public bool TryGetType(string name, [MaybeNullWhen(false)] out NamedType type) => Types.TryGet(name, out type);

    /// <summary>
    /// GetPossibleTypes (spec 5.5.2.3): the object types that a value of the type can have, in definition order; none for a leaf.
    /// </summary>
    public IReadOnlyList<ObjectType> PossibleTypes(NamedType type) => type is ObjectType single ? [single] : _possibleTypes.Find(type);

    /// <summary>
    /// True when every value of the object type is also one of the other type: the same type, a union that has it as a member, an interface
    /// that it implements.
    /// </summary>
    public bool IsPossible(NamedType type, ObjectType objectType) =>
        ReferenceEquals(type, objectType) || _possibleTypes.Contains(type, objectType);

    /// <summary>The types that declare the interface, objects and interfaces, in definition order.</summary>
    public IReadOnlyList<FieldsType> FindImplementations(InterfaceType type) => _possibleTypes.FindImplementations(type);
}
