using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.Merging;

/// <summary>One field in a <see cref="MergeSet"/>, chained to the others of its response name.</summary>
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

    /// <summary>Null: the field is unknown, and so is what it conflicts with.</summary>
    public GraphQLType? Type { get; }

    public MergeField? Next { get; set; }

    /// <summary>The end of the chain; kept at its first field only.</summary>
    public MergeField Last { get; set; }
}
