using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>
/// The schema as one role sees it. What is not visible does not exist: validation, execution and introspection ask here and nowhere else,
/// so a hidden field answers exactly as an unknown one.
/// </summary>
public sealed class SchemaView(Schema schema, RoleMask role)
{
    public Schema Schema { get; } = schema;

    public RoleMask Role { get; } = role;

    public bool Sees(RoleMask mask) => mask.Intersects(Role);

    public bool TryGetType(string name, [MaybeNullWhen(false)] out NamedType type) =>
        Schema.TryGetType(name, out type) && Sees(type.VisibleTo);

    public bool TryGetField(FieldsType type, string name, [MaybeNullWhen(false)] out FieldDefinition field) =>
        type.Fields.TryGet(name, out field) && Sees(field.VisibleTo);

    public bool TryGetArgument(FieldDefinition field, string name, [MaybeNullWhen(false)] out InputValueDefinition argument) =>
        field.Arguments.TryGet(name, out argument) && Sees(argument.VisibleTo);

    public bool TryGetInputField(InputObjectType type, string name, [MaybeNullWhen(false)] out InputValueDefinition field) =>
        type.Fields.TryGet(name, out field) && Sees(field.VisibleTo);

    /// <summary>The visible object types that a value of the type can have.</summary>
    public IEnumerable<ObjectType> PossibleTypes(NamedType type) => Schema.PossibleTypes(type).Where(t => Sees(t.VisibleTo));

    /// <summary>The root type of an operation kind, or null where the schema has none for this role.</summary>
    public ObjectType? RootType(Language.OperationKind kind)
    {
        var root = kind switch
        {
            Language.OperationKind.Query => Schema.Query,
            Language.OperationKind.Mutation => Schema.Mutation,
            _ => Schema.Subscription,
        };
        return root is not null && Sees(root.VisibleTo) ? root : null;
    }
}
