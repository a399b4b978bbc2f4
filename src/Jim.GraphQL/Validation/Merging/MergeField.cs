namespace Jim.GraphQL.Validation.Merging;

/// <summary>One field in a <see cref="MergeSet"/>, linked to the next one with the same response name.</summary>
internal sealed class MergeField
{
    public MergeField(FieldNode node, NamedType? parent, GraphQLType? type)
    {
        Node = node;
        Parent = parent;
        Type = type;
        Last = this;
    }

    public FieldNode Node { get; }

    public NamedType? Parent { get; }

    /// <summary>The type of the field. Null when the field is unknown; its type then conflicts with no other.</summary>
    public GraphQLType? Type { get; }

    public MergeField? Next { get; set; }

    /// <summary>The last field with the response name. Only up to date in the first one.</summary>
    public MergeField Last { get; set; }
}
