using Jim.GraphQL.Inputs;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>A default value is a valid value of its type (spec 3.10, Input Objects).</summary>
internal sealed class DefaultValuesRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema)
    {
        if (new DefaultValueCyclesRule().Check(schema).Any())
        {
            return []; // Completing such a default value would never end.
        }

        var view = new SchemaView(schema, RoleMask.Everyone);
        return from input in InputValues.Collect(schema)
               where input.Value is { DefaultValue: not null, Type.IsInput: true }
                   && !LiteralCoercion.TryCoerce(view, input.Value.DefaultValue, input.Value.Type, VariableValues.None, out _)
               select TypeSystemErrors.DefaultInvalid(input.Coordinate, input.Value.Type);
    }
}
