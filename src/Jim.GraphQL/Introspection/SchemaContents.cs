using System.Diagnostics;

namespace Jim.GraphQL.Introspection;

/// <summary>
/// The lists that introspection returns. They leave out what the request may not see, and deprecated members unless the request asks for
/// them.
/// </summary>
internal static class SchemaContents
{
    /// <summary>Every visible type, including the types of introspection (spec 4.2.1).</summary>
    public static NamedType[] ListTypes(SchemaView view)
    {
        var types = view.Schema.Types.Where(t => view.Sees(t.VisibleTo)).ToList();
        foreach (var needed in new NamedType[] { Scalars.String, Scalars.Boolean })
        {
            if (!view.Schema.TryGetType(needed.Name, out _))
            {
                types.Add(needed);
            }
        }

        return [.. types, .. IntrospectionTypes.All];
    }

    public static DirectiveDefinition[] ListDirectives(SchemaView view) => [.. view.Schema.Directives.Where(d => view.Sees(d.VisibleTo))];

    public static FieldDefinition[] ListFields(FieldsType type, IntrospectionContext context) =>
        [.. type.Fields.Where(f => context.View.Sees(f.VisibleTo) && (f.DeprecationReason is null || context.WithDeprecated))];

    public static InterfaceType[] ListInterfaces(FieldsType type, IntrospectionContext context) =>
        [.. type.Interfaces.Where(i => context.View.Sees(i.VisibleTo))];

    public static EnumValueDefinition[] ListEnumValues(EnumType type, IntrospectionContext context) =>
        [.. type.Values.Where(v => context.View.Sees(v.VisibleTo) && (v.DeprecationReason is null || context.WithDeprecated))];

    public static InputValueDefinition[] ListInputs(FieldMap<InputValueDefinition> inputs, IntrospectionContext context) =>
        [.. inputs.Where(i => context.View.Sees(i.VisibleTo) && (i.DeprecationReason is null || context.WithDeprecated))];

    public static string GetKind(GraphQLType type) => type switch
    {
        ScalarType => "SCALAR",
        ObjectType => "OBJECT",
        InterfaceType => "INTERFACE",
        UnionType => "UNION",
        EnumType => "ENUM",
        InputObjectType => "INPUT_OBJECT",
        ListType => "LIST",
        NonNullType => "NON_NULL",
        _ => throw new UnreachableException(type.GetType().Name),
    };
}
