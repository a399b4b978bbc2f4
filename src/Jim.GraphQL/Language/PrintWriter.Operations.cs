using System.Diagnostics;

namespace Jim.GraphQL.Language;

/// <summary>Writes executable definitions: operations, fragments and their selections (spec 2.3 - 2.9).</summary>
internal sealed partial class PrintWriter
{
    private void WriteOperation(OperationDefinitionNode node)
    {
        WriteDescription(node.Description);
        if (node.Kind != OperationKind.Query || node.Name is not null || node.Description is not null
            || !node.Variables.IsEmpty || !node.Directives.IsEmpty)
        {
            text.Append(GetKeyword(node.Kind));
            text.Append(node.Name is null && node.Variables.IsEmpty ? "" : " ").Append(node.Name?.Value);
            WriteGroup(node.Variables, '(', ')', isIndented: false);
            WriteDirectives(node.Directives);
            text.Append(' ');
        }

        Write(node.SelectionSet);
    }

    private void WriteVariableDefinition(VariableDefinitionNode node)
    {
        WriteDescription(node.Description);
        text.Append('$').Append(node.Variable.Name).Append(": ");
        WriteType(node.Type);
        WriteDefaultValue(node.DefaultValue);
        WriteDirectives(node.Directives);
    }

    private void WriteDefaultValue(ValueNode? value)
    {
        if (value is not null)
        {
            text.Append(" = ");
            WriteValue(value);
        }
    }

    private void WriteFragment(FragmentDefinitionNode node)
    {
        WriteDescription(node.Description);
        text.Append("fragment ").Append(node.Name.Value).Append(" on ").Append(node.TypeCondition.Name.Value);
        WriteDirectives(node.Directives);
        text.Append(' ');
        Write(node.SelectionSet);
    }

    private void WriteField(FieldNode node)
    {
        var start = text.Length;
        var breaks = _lineBreaks;
        if (node.Alias is not null)
        {
            text.Append(node.Alias.Value).Append(": ");
        }

        text.Append(node.Name.Value);
        WriteGroup(node.Arguments, '(', ')', isIndented: true, IsTooLong);
        WriteDirectives(node.Directives);
        if (node.SelectionSet is not null)
        {
            text.Append(' ');
            Write(node.SelectionSet);
        }

        bool IsTooLong() => text.Length - start - ((_lineBreaks - breaks) * _indentation) > LineLengthMax;
    }

    private void WriteInlineFragment(InlineFragmentNode node)
    {
        text.Append("...");
        if (node.TypeCondition is not null)
        {
            text.Append(" on ").Append(node.TypeCondition.Name.Value);
        }

        WriteDirectives(node.Directives);
        text.Append(' ');
        Write(node.SelectionSet);
    }

    private void WriteDirectives(ImmutableArray<DirectiveNode> directives)
    {
        foreach (var directive in directives)
        {
            text.Append(' ');
            WriteDirective(directive);
        }
    }

    private void WriteDirective(DirectiveNode node)
    {
        text.Append('@').Append(node.Name.Value);
        if (!node.Arguments.IsEmpty)
        {
            text.Append('(');
            WriteSeparated(node.Arguments, ", ");
            text.Append(')');
        }
    }

    private static string GetKeyword(OperationKind kind) => kind switch
    {
        OperationKind.Query => "query",
        OperationKind.Mutation => "mutation",
        OperationKind.Subscription => "subscription",
        _ => throw new UnreachableException($"There is no operation kind {kind}."),
    };
}
