namespace Jim.GraphQL.Operations;

/// <summary>
/// All selections on one object that have the same response name, merged into one field (spec 6.3.2). Name and arguments are those of the
/// first node; the subselections of all nodes belong to the field.
/// </summary>
/// <param name="ResponseName">The key in the response: the alias, else the field's name (spec 2.8).</param>
/// <param name="Definition">The field in the schema; null only for <c>__typename</c>.</param>
/// <param name="Nodes">The selections in document order. There is at least one.</param>
public sealed record CollectedField(string ResponseName, FieldDefinition? Definition, IReadOnlyList<FieldNode> Nodes)
{
    /// <summary>
    /// The first of <see cref="Nodes"/>. All have the same name and arguments, which validation has checked (spec 5.3.2).
    /// </summary>
    public FieldNode First => Nodes[0];

    /// <summary>True for <c>__typename</c>.</summary>
    public bool IsTypeName => Definition is null;
}
