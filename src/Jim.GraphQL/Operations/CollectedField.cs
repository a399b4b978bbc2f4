using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Operations;

/// <summary>
/// All selections of one response name in one object, merged (spec 6.3.2). The first node gives name and arguments; sub-selections of all
/// count.
/// </summary>
/// <param name="ResponseName">The key in the response: the alias, else the field's name (spec 2.8).</param>
/// <param name="Definition">Null only for <c>__typename</c>.</param>
/// <param name="Nodes">The selections in document order; at least one.</param>
public sealed record CollectedField(string ResponseName, FieldDefinition? Definition, IReadOnlyList<FieldNode> Nodes)
{
    /// <summary>
    /// The first of <see cref="Nodes"/>; validation has seen to it that all have its name and arguments (spec 5.3.2).
    /// </summary>
    public FieldNode First => Nodes[0];

    /// <summary>True for <c>__typename</c>.</summary>
    public bool IsTypeName => Definition is null;
}
