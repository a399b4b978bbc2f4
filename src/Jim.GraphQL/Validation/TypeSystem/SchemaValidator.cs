using Jim.GraphQL.Errors;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// Validates a schema as a whole (spec 3). What a type system document may say at all is <see cref="Sdl.SdlValidator"/>'s.
/// </summary>
public static class SchemaValidator
{
    private static readonly ISchemaRule[] s_rules =
    [
        new RootTypesRule(), new ReservedNamesRule(), new FieldsRule(), new InterfacesRule(), new ImplementedFieldsRule(),
        new UnionMembersRule(), new EnumValuesRule(), new InputFieldsRule(), new OneOfFieldsRule(), new FiniteInputObjectsRule(),
        new DefaultValuesRule(), new DefaultValueCyclesRule(), new DirectivesRule(),
    ];

    /// <summary>All errors, each with its rule; none: the schema is valid.</summary>
    public static IReadOnlyList<GraphQLError> Validate(Schema schema) =>
        [.. s_rules.SelectMany(rule => rule.Check(schema).Select(error => error with { Rule = rule.GetType().Name }))];
}
