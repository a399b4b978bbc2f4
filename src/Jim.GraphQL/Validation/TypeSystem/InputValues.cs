namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>What is checked in the same way for arguments of fields and directives and for fields of input objects.</summary>
internal static class InputValues
{
    /// <param name="coordinate">The schema coordinate of the value, such as <c>Query.user(id:)</c>.</param>
    public static IEnumerable<GraphQLError> Check(InputValueDefinition value, string coordinate)
    {
        if (!value.Type.IsInput)
        {
            yield return TypeSystemErrors.ValueNotInput(coordinate, value.Type);
        }

        if (value is { IsRequired: true, DeprecationReason: not null })
        {
            yield return TypeSystemErrors.RequiredIsDeprecated(coordinate);
        }
    }

    /// <summary>All arguments and input fields of a schema with their coordinates.</summary>
    public static IEnumerable<(InputValueDefinition Value, string Coordinate)> Collect(Schema schema) =>
    [
        .. from type in schema.Types.OfType<FieldsType>() from field in type.Fields from argument in field.Arguments
           select (argument, $"{type}.{field.Name}({argument.Name}:)"),
        .. from type in schema.Types.OfType<InputObjectType>() from field in type.Fields select (field, $"{type}.{field.Name}"),
        .. from directive in schema.Directives from argument in directive.Arguments
           select (argument, $"@{directive.Name}({argument.Name}:)"),
    ];
}
