using System.Collections.Frozen;
using System.Text;

namespace Jim.GraphQL.Types;

/// <summary>The types of the introspection schema (spec 4.2), shared by all schemas.</summary>
public static class IntrospectionTypes
{
    // Type MetaFields is no type of the introspection schema. It only holds the definitions of the fields that no type has.
    private const string Sdl =
        """
        type __Schema {
          description: String
          types: [__Type!]!
          queryType: __Type!
          mutationType: __Type
          subscriptionType: __Type
          directives: [__Directive!]!
        }
        type __Type {
          kind: __TypeKind!
          name: String
          description: String
          specifiedByURL: String
          fields(includeDeprecated: Boolean! = false): [__Field!]
          interfaces: [__Type!]
          possibleTypes: [__Type!]
          enumValues(includeDeprecated: Boolean! = false): [__EnumValue!]
          inputFields(includeDeprecated: Boolean! = false): [__InputValue!]
          ofType: __Type
          isOneOf: Boolean
        }
        enum __TypeKind { SCALAR OBJECT INTERFACE UNION ENUM INPUT_OBJECT LIST NON_NULL }
        type __Field {
          name: String!
          description: String
          args(includeDeprecated: Boolean! = false): [__InputValue!]!
          type: __Type!
          isDeprecated: Boolean!
          deprecationReason: String
        }
        type __InputValue {
          name: String!
          description: String
          type: __Type!
          defaultValue: String
          isDeprecated: Boolean!
          deprecationReason: String
        }
        type __EnumValue {
          name: String!
          description: String
          isDeprecated: Boolean!
          deprecationReason: String
        }
        type __Directive {
          name: String!
          description: String
          isRepeatable: Boolean!
          locations: [__DirectiveLocation!]!
          args(includeDeprecated: Boolean! = false): [__InputValue!]!
        }
        enum __DirectiveLocation {
          QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT VARIABLE_DEFINITION SCHEMA SCALAR OBJECT
          FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT INPUT_FIELD_DEFINITION
        }
        type MetaFields {
          "Access the current type schema of this server."
          __schema: __Schema!
          "Request the type information of a single type."
          __type(name: String!): __Type
          "The name of the current Object type at runtime."
          __typename: String!
        }
        """;

    private static readonly IReadOnlyList<NamedType> ReadTypes =
        SdlReader.ReadFinishedTypes(Parser.ParseDocument(Encoding.UTF8.GetBytes(Sdl), ParserOptions.Unlimited));

    /// <summary>The types in the order of the specification.</summary>
    public static IReadOnlyList<NamedType> All { get; } = [.. ReadTypes.Where(t => IsReserved(t.Name))];

    private static readonly FrozenDictionary<string, NamedType> ByName = All.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>
    /// The fields that clients can select though no type of a schema has them: <c>__schema</c> and <c>__type</c> on the query root (spec
    /// 4.2), <c>__typename</c> everywhere (spec 4.1).
    /// </summary>
    public static FieldMap<FieldDefinition> MetaFields { get; } = ReadTypes.OfType<ObjectType>().Single(t => t.Name == "MetaFields").Fields;

    /// <summary>Names that begin with two underscores are reserved for introspection.</summary>
    public static bool IsReserved(string name) => name.StartsWith("__", StringComparison.Ordinal);

    /// <summary>The introspection type of that name; null when there is none.</summary>
    public static NamedType? Find(string name) => ByName.GetValueOrDefault(name);
}
