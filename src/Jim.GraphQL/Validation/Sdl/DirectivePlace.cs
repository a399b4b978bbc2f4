using System.Collections.Immutable;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Sdl;

/// <summary>Where directives stand in a document (spec 3.13).</summary>
internal static class DirectivePlace
{
    public static ImmutableArray<DirectiveNode> DirectivesOf(SyntaxNode node) => node switch
    {
        TypeSystemDefinitionNode n => n.Directives,
        MemberDefinitionNode n => n.Directives,
        OperationDefinitionNode n => n.Directives,
        VariableDefinitionNode n => n.Directives,
        FragmentDefinitionNode n => n.Directives,
        SelectionNode n => n.Directives,
        _ => [],
    };

    /// <summary>The location's name, for a node that can have directives.</summary>
    public static string LocationOf(SyntaxNode node, SyntaxNode? parent) => node switch
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
        OperationDefinitionNode => "SUBSCRIPTION",
        VariableDefinitionNode => "VARIABLE_DEFINITION",
        FragmentDefinitionNode => "FRAGMENT_DEFINITION",
        FieldNode => "FIELD",
        FragmentSpreadNode => "FRAGMENT_SPREAD",
        InlineFragmentNode => "INLINE_FRAGMENT",
        _ => "",
    };
}
