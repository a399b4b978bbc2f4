using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Execution;

/// <summary>All selections of one response name in one object, merged (spec 6.3.2). The first node gives name and arguments; sub-selections of all count.</summary>
/// <param name="Definition">Null only for <c>__typename</c>.</param>
public sealed record CollectedField(string ResponseName, FieldDefinition? Definition, IReadOnlyList<FieldNode> Nodes)
{
    public FieldNode First => Nodes[0];

    public bool IsTypeName => Definition is null;
}
