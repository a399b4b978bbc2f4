using System.Collections.Frozen;

namespace Jim.GraphQL.Introspection;

/// <summary>
/// Reads the value of each introspection field (spec 4.1, 4.2) from the objects of the schema that the view of the request shows.
/// </summary>
internal static class IntrospectionReaders
{
    private static readonly FrozenDictionary<FieldDefinition, IntrospectionReader> Readers = Collect();

    /// <summary>The reader of an introspection field; null for all other fields.</summary>
    public static IntrospectionReader? Find(FieldDefinition field) => Readers.GetValueOrDefault(field);

    private static FrozenDictionary<FieldDefinition, IntrospectionReader> Collect()
    {
        var readers = new Dictionary<FieldDefinition, IntrospectionReader>
        {
            [IntrospectionTypes.MetaFields["__schema"]] = (_, context) => context.View,
            [IntrospectionTypes.MetaFields["__type"]] = (_, context) =>
                context.TypeName is { } name && context.View.TryResolve(name, out var type) ? type : null,
        };
        AddSchemaReaders(readers);
        AddTypeReaders(readers);
        AddMemberReaders(readers);
        return readers.ToFrozenDictionary();
    }

    private static void AddSchemaReaders(Dictionary<FieldDefinition, IntrospectionReader> readers)
    {
        Add<SchemaView>(readers, "__Schema", "description", (view, _) => view.Schema.Description);
        Add<SchemaView>(readers, "__Schema", "types", (view, _) => SchemaContents.ListTypes(view));
        Add<SchemaView>(readers, "__Schema", "queryType", (view, _) => view.RootType(OperationKind.Query));
        Add<SchemaView>(readers, "__Schema", "mutationType", (view, _) => view.RootType(OperationKind.Mutation));
        Add<SchemaView>(readers, "__Schema", "subscriptionType", (view, _) => view.RootType(OperationKind.Subscription));
        Add<SchemaView>(readers, "__Schema", "directives", (view, _) => SchemaContents.ListDirectives(view));
        Add<DirectiveDefinition>(readers, "__Directive", "name", (directive, _) => directive.Name);
        Add<DirectiveDefinition>(readers, "__Directive", "description", (directive, _) => directive.Description);
        Add<DirectiveDefinition>(readers, "__Directive", "isRepeatable", (directive, _) => directive.IsRepeatable);
        Add<DirectiveDefinition>(readers, "__Directive", "locations", (directive, _) => directive.Locations);
        Add<DirectiveDefinition>(readers, "__Directive", "args", (directive, context) =>
            SchemaContents.ListInputs(directive.Arguments, context));
    }

    private static void AddTypeReaders(Dictionary<FieldDefinition, IntrospectionReader> readers)
    {
        Add<GraphQLType>(readers, "__Type", "kind", (type, _) => SchemaContents.GetKind(type));
        Add<GraphQLType>(readers, "__Type", "name", (type, _) => (type as NamedType)?.Name);
        Add<GraphQLType>(readers, "__Type", "description", (type, _) => (type as NamedType)?.Description);
        Add<GraphQLType>(readers, "__Type", "specifiedByURL", (type, _) => (type as ScalarType)?.SpecifiedBy);
        Add<GraphQLType>(readers, "__Type", "fields", (type, context) =>
            type is FieldsType t ? SchemaContents.ListFields(t, context) : null);
        Add<GraphQLType>(readers, "__Type", "interfaces", (type, context) =>
            type is FieldsType t ? SchemaContents.ListInterfaces(t, context) : null);
        Add<GraphQLType>(readers, "__Type", "possibleTypes", (type, context) =>
            type is InterfaceType or UnionType ? context.View.PossibleTypes((NamedType)type).ToArray() : null);
        Add<GraphQLType>(readers, "__Type", "enumValues", (type, context) =>
            type is EnumType t ? SchemaContents.ListEnumValues(t, context) : null);
        Add<GraphQLType>(readers, "__Type", "inputFields", (type, context) =>
            type is InputObjectType t ? SchemaContents.ListInputs(t.Fields, context) : null);
        Add<GraphQLType>(readers, "__Type", "ofType", (type, _) => type is ListType list ? list.OfType : (type as NonNullType)?.OfType);
        Add<GraphQLType>(readers, "__Type", "isOneOf", (type, _) => (type as InputObjectType)?.IsOneOf);
    }

    private static void AddMemberReaders(Dictionary<FieldDefinition, IntrospectionReader> readers)
    {
        Add<FieldDefinition>(readers, "__Field", "name", (field, _) => field.Name);
        Add<FieldDefinition>(readers, "__Field", "description", (field, _) => field.Description);
        Add<FieldDefinition>(readers, "__Field", "args", (field, context) => SchemaContents.ListInputs(field.Arguments, context));
        Add<FieldDefinition>(readers, "__Field", "type", (field, _) => field.Type);
        Add<FieldDefinition>(readers, "__Field", "isDeprecated", (field, _) => field.DeprecationReason is not null);
        Add<FieldDefinition>(readers, "__Field", "deprecationReason", (field, _) => field.DeprecationReason);
        Add<InputValueDefinition>(readers, "__InputValue", "name", (input, _) => input.Name);
        Add<InputValueDefinition>(readers, "__InputValue", "description", (input, _) => input.Description);
        Add<InputValueDefinition>(readers, "__InputValue", "type", (input, _) => input.Type);
        Add<InputValueDefinition>(readers, "__InputValue", "defaultValue", (input, _) =>
            input.DefaultValue is { } value ? Printer.Print(value) : null);
        Add<InputValueDefinition>(readers, "__InputValue", "isDeprecated", (input, _) => input.DeprecationReason is not null);
        Add<InputValueDefinition>(readers, "__InputValue", "deprecationReason", (input, _) => input.DeprecationReason);
        Add<EnumValueDefinition>(readers, "__EnumValue", "name", (value, _) => value.Name);
        Add<EnumValueDefinition>(readers, "__EnumValue", "description", (value, _) => value.Description);
        Add<EnumValueDefinition>(readers, "__EnumValue", "isDeprecated", (value, _) => value.DeprecationReason is not null);
        Add<EnumValueDefinition>(readers, "__EnumValue", "deprecationReason", (value, _) => value.DeprecationReason);
    }

    private static void Add<TSource>(
        Dictionary<FieldDefinition, IntrospectionReader> readers, string type, string field,
        Func<TSource, IntrospectionContext, object?> read) =>
        readers.Add(
            ((ObjectType)IntrospectionTypes.Find(type)!).Fields[field], (source, context) => read((TSource)source!, context));
}
