using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Introspection;

/// <summary>
/// The two fields by which a client asks for the schema, and how every field of the introspection types (spec 4.2) gets its value: from the
/// schema's own objects, as far as the request's view shows them.
/// </summary>
internal static class IntrospectionFields
{
    /// <summary><c>__schema: __Schema!</c></summary>
    public static FieldDefinition Schema { get; } = new("__schema", new NonNullType(Type("__Schema")))
    {
        Description = "Access the current type schema of this server.",
        Resolver = static context => new(context.Operation.View),
    };

    /// <summary><c>__type(name: String!): __Type</c></summary>
    public static FieldDefinition TypeByName { get; } = MakeTypeByName();

    /// <summary><c>__typename: String!</c>, for validation; the executor writes it without asking anyone.</summary>
    public static FieldDefinition TypeName { get; } = new("__typename", new NonNullType(Scalars.String))
    {
        Description = "The name of the current Object type at runtime.",
    };

    static IntrospectionFields()
    {
        SchemaResolvers();
        TypeResolvers();
        MemberResolvers();
    }

    /// <summary>The introspection field of the query root with that name.</summary>
    public static FieldDefinition? OfRoot(string name) => name switch
    {
        "__schema" => Schema,
        "__type" => TypeByName,
        _ => null,
    };

    private static FieldDefinition MakeTypeByName()
    {
        var field = new FieldDefinition("__type", Type("__Type"))
        {
            Description = "Request the type information of a single type.",
            Resolver = static context =>
                new(context.Operation.View.TryResolve((string)context.Arguments["name"]!, out var type) ? type : null),
        };
        field.Arguments.Add(new InputValueDefinition("name", new NonNullType(Scalars.String)));
        return field;
    }

    private static void SchemaResolvers()
    {
        On<SchemaView>("__Schema", "description", (view, _) => view.Schema.Description);
        On<SchemaView>("__Schema", "types", (view, _) => SchemaContents.Types(view));
        On<SchemaView>("__Schema", "queryType", (view, _) => view.RootType(OperationKind.Query));
        On<SchemaView>("__Schema", "mutationType", (view, _) => view.RootType(OperationKind.Mutation));
        On<SchemaView>("__Schema", "subscriptionType", (view, _) => view.RootType(OperationKind.Subscription));
        On<SchemaView>("__Schema", "directives", (view, _) => view.Schema.Directives.Where(d => view.Sees(d.VisibleTo)).ToArray());
        On<DirectiveDefinition>("__Directive", "name", (directive, _) => directive.Name);
        On<DirectiveDefinition>("__Directive", "description", (directive, _) => directive.Description);
        On<DirectiveDefinition>("__Directive", "isRepeatable", (directive, _) => directive.IsRepeatable);
        On<DirectiveDefinition>("__Directive", "locations", (directive, _) => directive.Locations);
        On<DirectiveDefinition>("__Directive", "args", (directive, context) => SchemaContents.Inputs(directive.Arguments, context));
    }

    private static void TypeResolvers()
    {
        On<GraphQLType>("__Type", "kind", (type, _) => SchemaContents.Kind(type));
        On<GraphQLType>("__Type", "name", (type, _) => (type as NamedType)?.Name);
        On<GraphQLType>("__Type", "description", (type, _) => (type as NamedType)?.Description);
        On<GraphQLType>("__Type", "specifiedByURL", (type, _) => (type as ScalarType)?.SpecifiedBy);
        On<GraphQLType>("__Type", "fields", (type, context) => type is FieldsType t ? SchemaContents.Fields(t, context) : null);
        On<GraphQLType>("__Type", "interfaces", (type, context) => type is FieldsType t ? SchemaContents.Interfaces(t, context) : null);
        On<GraphQLType>("__Type", "possibleTypes", (type, context) =>
            type is InterfaceType or UnionType ? context.View.PossibleTypes((NamedType)type).ToArray() : null);
        On<GraphQLType>("__Type", "enumValues", (type, context) => type is EnumType t ? SchemaContents.EnumValues(t, context) : null);
        On<GraphQLType>("__Type", "inputFields", (type, context) =>
            type is InputObjectType t ? SchemaContents.Inputs(t.Fields, context) : null);
        On<GraphQLType>("__Type", "ofType", (type, _) => type is ListType list ? list.OfType : (type as NonNullType)?.OfType);
        On<GraphQLType>("__Type", "isOneOf", (type, _) => (type as InputObjectType)?.IsOneOf);
    }

    private static void MemberResolvers()
    {
        On<FieldDefinition>("__Field", "name", (field, _) => field.Name);
        On<FieldDefinition>("__Field", "description", (field, _) => field.Description);
        On<FieldDefinition>("__Field", "args", (field, context) => SchemaContents.Inputs(field.Arguments, context));
        On<FieldDefinition>("__Field", "type", (field, _) => field.Type);
        On<FieldDefinition>("__Field", "isDeprecated", (field, _) => field.DeprecationReason is not null);
        On<FieldDefinition>("__Field", "deprecationReason", (field, _) => field.DeprecationReason);
        On<InputValueDefinition>("__InputValue", "name", (input, _) => input.Name);
        On<InputValueDefinition>("__InputValue", "description", (input, _) => input.Description);
        On<InputValueDefinition>("__InputValue", "type", (input, _) => input.Type);
        On<InputValueDefinition>("__InputValue", "defaultValue", (input, _) =>
            input.DefaultValue is { } value ? Printer.Print(value) : null);
        On<InputValueDefinition>("__InputValue", "isDeprecated", (input, _) => input.DeprecationReason is not null);
        On<InputValueDefinition>("__InputValue", "deprecationReason", (input, _) => input.DeprecationReason);
        On<EnumValueDefinition>("__EnumValue", "name", (value, _) => value.Name);
        On<EnumValueDefinition>("__EnumValue", "description", (value, _) => value.Description);
        On<EnumValueDefinition>("__EnumValue", "isDeprecated", (value, _) => value.DeprecationReason is not null);
        On<EnumValueDefinition>("__EnumValue", "deprecationReason", (value, _) => value.DeprecationReason);
    }

    private static void On<TSource>(string type, string field, Func<TSource, IntrospectionContext, object?> value) =>
        Type(type).Fields[field].Reader = (source, context) => value((TSource)source, context);

    private static ObjectType Type(string name) => (ObjectType)IntrospectionTypes.Find(name)!;
}
