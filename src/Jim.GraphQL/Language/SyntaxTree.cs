namespace Jim.GraphQL.Language;

/// <summary>Walks a syntax tree of any kind of node.</summary>
public static class SyntaxTree
{
    /// <summary>
    /// The node and everything below it, each with its parent, in document order. It is not recursive, so a deep tree cannot exhaust the
    /// stack.
    /// </summary>
    public static IEnumerable<(SyntaxNode Node, SyntaxNode? Parent)> Descendants(SyntaxNode root)
    {
        var open = new Stack<(SyntaxNode Node, SyntaxNode? Parent)>();
        open.Push((root, null));
        while (open.TryPop(out var next))
        {
            yield return next;
            foreach (var child in Children(next.Node).Reverse())
            {
                open.Push((child, next.Node));
            }
        }
    }

    /// <summary>The nodes directly below a node.</summary>
    public static IEnumerable<SyntaxNode> Children(SyntaxNode node) => node switch
    {
        DocumentNode n => n.Definitions,
        OperationDefinitionNode n => [.. One(n.Description), .. One(n.Name), .. n.Variables, .. n.Directives, n.SelectionSet],
        VariableDefinitionNode n => [.. One(n.Description), n.Variable, n.Type, .. One(n.DefaultValue), .. n.Directives],
        FragmentDefinitionNode n => [.. One(n.Description), n.Name, n.TypeCondition, .. n.Directives, n.SelectionSet],
        SelectionSetNode n => n.Selections,
        FieldNode n => [.. One(n.Alias), n.Name, .. n.Arguments, .. n.Directives, .. One(n.SelectionSet)],
        FragmentSpreadNode n => [n.Name, .. n.Directives],
        InlineFragmentNode n => [.. One(n.TypeCondition), .. n.Directives, n.SelectionSet],
        ArgumentNode n => [n.Name, n.Value],
        DirectiveNode n => [n.Name, .. n.Arguments],
        ListValueNode n => n.Items,
        ObjectValueNode n => n.Fields,
        ObjectFieldNode n => [n.Name, n.Value],
        NamedTypeNode n => [n.Name],
        ListTypeNode n => [n.ItemType],
        NonNullTypeNode n => [n.NullableType],
        TypeSystemDefinitionNode n => [.. One(n.Description), .. TypeSystemChildren(n)],
        RootTypeNode n => [n.Type],
        FieldDefinitionNode n => [.. One(n.Description), n.Name, .. n.Arguments, n.Type, .. n.Directives],
        InputValueDefinitionNode n => [.. One(n.Description), n.Name, n.Type, .. One(n.DefaultValue), .. n.Directives],
        EnumValueDefinitionNode n => [.. One(n.Description), n.Name, .. n.Directives],
        _ => [],
    };

    private static IEnumerable<SyntaxNode> TypeSystemChildren(TypeSystemDefinitionNode node) => node switch
    {
        SchemaDefinitionNode n => [.. n.Directives, .. n.RootTypes],
        FieldsTypeDefinitionNode n => [n.Name, .. n.Interfaces, .. n.Directives, .. n.Fields],
        UnionTypeDefinitionNode n => [n.Name, .. n.Directives, .. n.Members],
        EnumTypeDefinitionNode n => [n.Name, .. n.Directives, .. n.Values],
        InputObjectTypeDefinitionNode n => [n.Name, .. n.Directives, .. n.Fields],
        TypeDefinitionNode n => [n.Name, .. n.Directives],
        DirectiveDefinitionNode n => [n.Name, .. n.Arguments, .. n.Locations],
        _ => [],
    };

    private static IEnumerable<SyntaxNode> One(SyntaxNode? node) => node is null ? [] : [node];
}
