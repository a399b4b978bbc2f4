using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// A directive stands somewhere; its arguments are of input types, and a required one is not deprecated.
/// https://spec.graphql.org/September2025/#sec-Type-System.Directives.Type-Validation
/// </summary>
internal sealed class DirectivesRule : ISchemaRule
{
    public IEnumerable<string> Check(Schema schema) =>
    [
        .. schema.Directives.Where(d => d.Locations.Count == 0).Select(d => $"Directive `@{d.Name}` must include one or more locations."),
        .. from directive in schema.Directives
           from argument in directive.Arguments
           from wrong in InputValues.Check(argument, $"@{directive.Name}({argument.Name}:)")
           select wrong,
    ];
}
