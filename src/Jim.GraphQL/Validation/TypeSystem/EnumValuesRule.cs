namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>An enum has at least one value, and none is named <c>true</c>, <c>false</c> or <c>null</c> (spec 3.9, Enums).</summary>
internal sealed class EnumValuesRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema)
    {
        foreach (var type in schema.Types.OfType<EnumType>())
        {
            if (type.Values.Count == 0)
            {
                yield return TypeSystemErrors.NoValues(type);
            }

            foreach (var value in type.Values.Where(v => v.Name is "true" or "false" or "null"))
            {
                yield return TypeSystemErrors.ValueIsLiteral(type, value.Name);
            }
        }
    }
}
