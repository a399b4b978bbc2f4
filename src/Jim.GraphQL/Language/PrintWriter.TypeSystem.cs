using System.Collections.Immutable;
using System.Diagnostics;

namespace Jim.GraphQL.Language;

/// <summary>This part: definitions and extensions of the type system.</summary>
internal sealed partial class PrintWriter
{
    private void TypeSystem(TypeSystemDefinitionNode node)
    {
        Description(node.Description);
        text.Append(node.IsExtension ? "extend " : "");
        switch (node)
        {
            case SchemaDefinitionNode schema:
                text.Append("schema");
                Directives(schema.Directives);
                Body(schema.RootTypes);
                break;
            case DirectiveDefinitionNode directive:
                text.Append("directive @").Append(directive.Name.Value);
                Group(directive.Arguments, '(', ')', isIndented: true);
                text.Append(directive.IsRepeatable ? " repeatable on " : " on ");
                Separated(directive.Locations, " | ");
                break;
            case TypeDefinitionNode type:
                TypeDefinition(type);
                break;
        }
    }

    private void TypeDefinition(TypeDefinitionNode node)
    {
        text.Append(Keyword(node)).Append(' ').Append(node.Name.Value);
        if (node is FieldsTypeDefinitionNode { Interfaces.IsEmpty: false } implementing)
        {
            text.Append(" implements ");
            Separated(implementing.Interfaces, " & ");
        }

        Directives(node.Directives);
        switch (node)
        {
            case FieldsTypeDefinitionNode type:
                Body(type.Fields);
                break;
            case EnumTypeDefinitionNode type:
                Body(type.Values);
                break;
            case InputObjectTypeDefinitionNode type:
                Body(type.Fields);
                break;
            case UnionTypeDefinitionNode { Members.IsEmpty: false } type:
                text.Append(" = ");
                Separated(type.Members, " | ");
                break;
        }
    }

    private static string Keyword(TypeDefinitionNode node) => node switch
    {
        ObjectTypeDefinitionNode => "type",
        InterfaceTypeDefinitionNode => "interface",
        UnionTypeDefinitionNode => "union",
        EnumTypeDefinitionNode => "enum",
        InputObjectTypeDefinitionNode => "input",
        _ => "scalar",
    };

    private void Body<T>(ImmutableArray<T> members)
        where T : SyntaxNode
    {
        text.Append(members.IsEmpty ? "" : " ");
        Block(members);
    }

    private void TypeSystemPart(SyntaxNode node)
    {
        switch (node)
        {
            case RootTypeNode root:
                text.Append(Keyword(root.Kind)).Append(": ").Append(root.Type.Name.Value);
                break;
            case MemberDefinitionNode member:
                Member(member);
                break;
            default:
                throw new UnreachableException(node.GetType().Name);
        }
    }

    private void Member(MemberDefinitionNode node)
    {
        Description(node.Description);
        text.Append(node.Name.Value);
        switch (node)
        {
            case FieldDefinitionNode field:
                Group(field.Arguments, '(', ')', isIndented: true);
                text.Append(": ");
                Type(field.Type);
                break;
            case InputValueDefinitionNode value:
                text.Append(": ");
                Type(value.Type);
                DefaultValue(value.DefaultValue);
                break;
        }

        Directives(node.Directives);
    }
}
