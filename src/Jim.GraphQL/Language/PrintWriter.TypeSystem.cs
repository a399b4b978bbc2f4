using System.Diagnostics;

namespace Jim.GraphQL.Language;

/// <summary>Writes definitions and extensions of the type system (spec 3).</summary>
internal sealed partial class PrintWriter
{
    private void WriteTypeSystem(TypeSystemDefinitionNode node)
    {
        WriteDescription(node.Description);
        text.Append(node.IsExtension ? "extend " : "");
        switch (node)
        {
            case SchemaDefinitionNode schema:
                text.Append("schema");
                WriteDirectives(schema.Directives);
                WriteBody(schema.RootTypes);
                break;
            case DirectiveDefinitionNode directive:
                text.Append("directive @").Append(directive.Name.Value);
                WriteGroup(directive.Arguments, '(', ')', isIndented: true);
                text.Append(directive.IsRepeatable ? " repeatable on " : " on ");
                WriteSeparated(directive.Locations, " | ");
                break;
            case TypeDefinitionNode type:
                WriteTypeDefinition(type);
                break;
        }
    }

    private void WriteTypeDefinition(TypeDefinitionNode node)
    {
        text.Append(GetKeyword(node)).Append(' ').Append(node.Name.Value);
        if (node is FieldsTypeDefinitionNode { Interfaces.IsEmpty: false } implementing)
        {
            text.Append(" implements ");
            WriteSeparated(implementing.Interfaces, " & ");
        }

        WriteDirectives(node.Directives);
        switch (node)
        {
            case FieldsTypeDefinitionNode type:
                WriteBody(type.Fields);
                break;
            case EnumTypeDefinitionNode type:
                WriteBody(type.Values);
                break;
            case InputObjectTypeDefinitionNode type:
                WriteBody(type.Fields);
                break;
            case UnionTypeDefinitionNode { Members.IsEmpty: false } type:
                text.Append(" = ");
                WriteSeparated(type.Members, " | ");
                break;
        }
    }

    private static string GetKeyword(TypeDefinitionNode node) => node switch
    {
        ObjectTypeDefinitionNode => "type",
        InterfaceTypeDefinitionNode => "interface",
        UnionTypeDefinitionNode => "union",
        EnumTypeDefinitionNode => "enum",
        InputObjectTypeDefinitionNode => "input",
        _ => "scalar",
    };

    private void WriteBody<T>(ImmutableArray<T> members)
        where T : SyntaxNode
    {
        text.Append(members.IsEmpty ? "" : " ");
        WriteBlock(members);
    }

    private void WriteTypeSystemPart(SyntaxNode node)
    {
        switch (node)
        {
            case RootTypeNode root:
                text.Append(GetKeyword(root.Kind)).Append(": ").Append(root.Type.Name.Value);
                break;
            case MemberDefinitionNode member:
                WriteMember(member);
                break;
            default:
                throw new UnreachableException(node.GetType().Name);
        }
    }

    private void WriteMember(MemberDefinitionNode node)
    {
        WriteDescription(node.Description);
        text.Append(node.Name.Value);
        switch (node)
        {
            case FieldDefinitionNode field:
                WriteGroup(field.Arguments, '(', ')', isIndented: true);
                text.Append(": ");
                WriteType(field.Type);
                break;
            case InputValueDefinitionNode value:
                text.Append(": ");
                WriteType(value.Type);
                WriteDefaultValue(value.DefaultValue);
                break;
        }

        WriteDirectives(node.Directives);
    }
}
