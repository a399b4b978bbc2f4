using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation;

/// <summary>What the walk has seen inside one operation or fragment definition, without the fragments that it spreads.</summary>
internal sealed class DefinitionScope(DefinitionNode definition)
{
    public DefinitionNode Definition { get; } = definition;

    public List<FragmentSpreadNode> Spreads { get; } = [];

    public List<VariableUsage> Usages { get; } = [];

    /// <summary>Uses of <c>@defer</c> and <c>@stream</c>.</summary>
    public List<DirectiveNode> Incremental { get; } = [];
}

/// <summary>A variable where it is used.</summary>
/// <param name="Node">The place.</param>
/// <param name="Type">The type of the place; null: unknown, or inside a scalar.</param>
/// <param name="HasDefault">The place has a default value (spec 5.8.5).</param>
/// <param name="OneOf">The place is a field of this oneOf input object.</param>
internal readonly record struct VariableUsage(VariableNode Node, GraphQLType? Type, bool HasDefault, InputObjectType? OneOf);
