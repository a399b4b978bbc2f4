using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>
/// The schema as one role sees it. What is not visible does not exist for the role: validation, execution and introspection find types and
/// members only here, so that a client gets the same answer for a hidden field as for one that is not defined. Immutable.
/// </summary>
public sealed class SchemaView(Schema schema, RoleMask role)
{
    /// <summary>
    /// The whole schema, including what the role may not see. Before something that was found in it is used, ask <see cref="Sees"/>.
    /// </summary>
    public Schema Schema { get; } = schema;

    /// <summary>The role, as a mask with its bit; with several bits, all that any of these roles sees is visible.</summary>
    public RoleMask Role { get; } = role;

    /// <summary>True when an element with this mask exists for the role.</summary>
    public bool Sees(RoleMask mask) => mask.Intersects(Role);

    /// <summary>
    /// The visible type of that name; false when there is none, as all methods here. Types of introspection are not among them.
    /// </summary>
    public bool TryGetType(string name, [MaybeNullWhen(false)] out NamedType type) =>
        Schema.TryGetType(name, out type) && Sees(type.VisibleTo);

    /// <summary>The visible field of that name, without <c>__typename</c>, <c>__schema</c> and <c>__type</c>.</summary>
    public bool TryGetField(FieldsType type, string name, [MaybeNullWhen(false)] out FieldDefinition field) =>
        type.Fields.TryGet(name, out field) && Sees(field.VisibleTo);

    /// <summary>The visible argument of that name.</summary>
    public bool TryGetArgument(FieldDefinition field, string name, [MaybeNullWhen(false)] out InputValueDefinition argument) =>
        field.Arguments.TryGet(name, out argument) && Sees(argument.VisibleTo);

    /// <summary>The visible directive of that name, without the at sign.</summary>
    public bool TryGetDirective(string name, [MaybeNullWhen(false)] out DirectiveDefinition directive) =>
        Schema.Directives.TryGet(name, out directive) && Sees(directive.VisibleTo);

    /// <summary>The visible argument of that name.</summary>
    public bool TryGetArgument(DirectiveDefinition directive, string name, [MaybeNullWhen(false)] out InputValueDefinition argument) =>
        directive.Arguments.TryGet(name, out argument) && Sees(argument.VisibleTo);

    /// <summary>The visible field of that name.</summary>
    public bool TryGetInputField(InputObjectType type, string name, [MaybeNullWhen(false)] out InputValueDefinition field) =>
        type.Fields.TryGet(name, out field) && Sees(field.VisibleTo);

    /// <summary>The visible object types that a value of the type can have.</summary>
    public IEnumerable<ObjectType> PossibleTypes(NamedType type) => Schema.PossibleTypes(type).Where(t => Sees(t.VisibleTo));

    /// <summary>The root type of an operation kind, or null where the schema has none for this role.</summary>
    public ObjectType? RootType(OperationKind kind)
    {
        var root = kind switch
        {
            OperationKind.Query => Schema.Query,
            OperationKind.Mutation => Schema.Mutation,
            OperationKind.Subscription => Schema.Subscription,
            _ => throw new UnreachableException(kind.ToString()),
        };
        return root is not null && Sees(root.VisibleTo) ? root : null;
    }
}
