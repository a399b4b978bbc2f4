namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// Validates a schema as a whole (spec 3). <see cref="Sdl.SdlValidator"/> validates type system documents before a schema is built from
/// them.
/// </summary>
public static class SchemaValidator
{
    private static readonly ISchemaRule[] Rules =
    [
        new RootTypesRule(), new ReservedNamesRule(), new FieldsRule(), new InterfacesRule(), new ImplementedFieldsRule(),
        new UnionMembersRule(), new EnumValuesRule(), new InputFieldsRule(), new OneOfFieldsRule(), new FiniteInputObjectsRule(),
        new DefaultValuesRule(), new DefaultValueCyclesRule(), new DirectivesRule(),
    ];

    /// <summary>All errors, each with the name of its rule. Empty when the schema is valid.</summary>
    public static IReadOnlyList<GraphQLError> Validate(Schema schema) =>
        [.. Rules.SelectMany(rule => rule.Check(schema).Select(error => error with { Rule = rule.GetType().Name }))];
}
