namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// A directive has at least one location. Its arguments have input types, and a required argument is not deprecated (spec 3.13,
/// Directives).
/// </summary>
internal sealed class DirectivesRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema) =>
    [
        .. schema.Directives.Where(d => d.Locations.IsEmpty).Select(TypeSystemErrors.NoLocations),
        .. from directive in schema.Directives
           from argument in directive.Arguments
           from wrong in InputValues.Check(argument, $"@{directive.Name}({argument.Name}:)")
           select wrong,
    ];
}
