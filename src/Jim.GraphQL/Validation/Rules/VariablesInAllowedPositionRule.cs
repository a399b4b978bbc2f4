namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// Variables have types that are allowed where they are used (spec 5.8.5, All Variable Usages Are Allowed). As a field of a oneOf input
/// object, a variable is non-null (spec 3.10.1, OneOf Input Objects).
/// </summary>
internal sealed class VariablesInAllowedPositionRule(ValidationContext context) : OperationRule(context)
{
    protected override void Check(OperationDefinitionNode operation, IReadOnlyList<DefinitionScope> reached)
    {
        if (operation.Variables.IsEmpty)
        {
            return;
        }

        var types = new Dictionary<string, (VariableDefinitionNode Definition, GraphQLType? Type)>(StringComparer.Ordinal);
        foreach (var variable in operation.Variables)
        {
            types[variable.Variable.Name] = (variable, Context.FindType(variable));
        }

        foreach (var usage in reached.SelectMany(scope => scope.Usages))
        {
            if (!Context.IsFull && usage.Type is not null && types.TryGetValue(usage.Node.Name, out var variable)
                && variable.Type is not null)
            {
                Check(usage, variable.Definition, variable.Type);
            }
        }
    }

    private void Check(VariableUsage usage, VariableDefinitionNode definition, GraphQLType variableType)
    {
        if (!IsAllowed(usage, definition, variableType))
        {
            Context.Report(ValidationErrors.VariableIncompatible(Context, definition, usage.Node, usage.Type!));
        }

        if (usage.OneOf is not null && !variableType.IsNonNull)
        {
            Context.Report(ValidationErrors.VariableNullableInOneOf(Context, definition, usage.Node, usage.OneOf));
        }
    }

    /// <summary>IsVariableUsageAllowed (spec 5.8.5).</summary>
    private static bool IsAllowed(VariableUsage usage, VariableDefinitionNode definition, GraphQLType variableType)
    {
        if (usage.Type!.IsNonNull && !variableType.IsNonNull)
        {
            return (definition.DefaultValue is not (null or NullValueNode) || usage.HasDefault) && Fits(variableType, usage.Type.Nullable);
        }

        return Fits(variableType, usage.Type);
    }

    /// <summary>AreTypesCompatible (spec 5.8.5): the variable's type is the same or stricter at every level.</summary>
    private static bool Fits(GraphQLType variable, GraphQLType location) => (variable, location) switch
    {
        (NonNullType v, NonNullType l) => Fits(v.OfType, l.OfType),
        (_, NonNullType) => false,
        (NonNullType v, _) => Fits(v.OfType, location),
        (ListType v, ListType l) => Fits(v.OfType, l.OfType),
        _ => ReferenceEquals(variable, location),
    };
}
