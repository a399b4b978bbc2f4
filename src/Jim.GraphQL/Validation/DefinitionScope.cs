namespace Jim.GraphQL.Validation;

/// <summary>What the walk found inside one operation or fragment definition, without the fragments that it spreads.</summary>
internal sealed class DefinitionScope(DefinitionNode definition)
{
    public DefinitionNode Definition { get; } = definition;

    public List<FragmentSpreadNode> Spreads { get; } = [];

    public List<VariableUsage> Usages { get; } = [];

    /// <summary>All uses of <c>@defer</c> and <c>@stream</c>.</summary>
    public List<DirectiveNode> Incremental { get; } = [];
}

/// <summary>One use of a variable.</summary>
/// <param name="Node">The node of the variable.</param>
/// <param name="Type">The type that is expected there; null when it is unknown or inside a literal of a scalar.</param>
/// <param name="HasDefault">Whether the argument or input field has a default value (spec 5.8.5).</param>
/// <param name="OneOf">The oneOf input object of which the variable is a field value; else null.</param>
internal readonly record struct VariableUsage(VariableNode Node, GraphQLType? Type, bool HasDefault, InputObjectType? OneOf);
