using System.Diagnostics;

namespace Jim.GraphQL.Validation.Sdl;

/// <summary>Finds the directives of a node, and the directive location (spec 3.13) at which they are applied.</summary>
internal static class DirectivePlace
{
    public static ImmutableArray<DirectiveNode> GetDirectives(SyntaxNode node) => node switch
    {
        TypeSystemDefinitionNode n => n.Directives,
        MemberDefinitionNode n => n.Directives,
        OperationDefinitionNode n => n.Directives,
        VariableDefinitionNode n => n.Directives,
        FragmentDefinitionNode n => n.Directives,
        SelectionNode n => n.Directives,
        _ => [],
    };

    /// <summary>
    /// The location as the specification spells it, such as <c>FIELD_DEFINITION</c>. Empty for a node that cannot have directives.
    /// </summary>
    public static string GetLocation(SyntaxNode node, SyntaxNode? parent) => node switch
    {
        SchemaDefinitionNode => "SCHEMA",
        ObjectTypeDefinitionNode => "OBJECT",
        InterfaceTypeDefinitionNode => "INTERFACE",
        UnionTypeDefinitionNode => "UNION",
        EnumTypeDefinitionNode => "ENUM",
        InputObjectTypeDefinitionNode => "INPUT_OBJECT",
        TypeDefinitionNode => "SCALAR",
        FieldDefinitionNode => "FIELD_DEFINITION",
        EnumValueDefinitionNode => "ENUM_VALUE",
        InputValueDefinitionNode => parent is InputObjectTypeDefinitionNode ? "INPUT_FIELD_DEFINITION" : "ARGUMENT_DEFINITION",
        OperationDefinitionNode { Kind: OperationKind.Query } => "QUERY",
        OperationDefinitionNode { Kind: OperationKind.Mutation } => "MUTATION",
        OperationDefinitionNode { Kind: OperationKind.Subscription } => "SUBSCRIPTION",
        OperationDefinitionNode operation => throw new UnreachableException(operation.Kind.ToString()),
        VariableDefinitionNode => "VARIABLE_DEFINITION",
        FragmentDefinitionNode => "FRAGMENT_DEFINITION",
        FieldNode => "FIELD",
        FragmentSpreadNode => "FRAGMENT_SPREAD",
        InlineFragmentNode => "INLINE_FRAGMENT",
        _ => "",
    };
}
