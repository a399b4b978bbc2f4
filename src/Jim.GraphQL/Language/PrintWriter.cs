using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>
/// The printer's state and shapes: indentation, blocks, lists that fit on a line or do not. This part: executable documents and values.
/// </summary>
internal sealed partial class PrintWriter(StringBuilder text)
{
    private const int LineLengthMax = 80;

    private int _indentation;
    private int _lineBreaks;

    public void Write(SyntaxNode node)
    {
        switch (node)
        {
            case DocumentNode document:
                Separated(document.Definitions, "\n\n");
                break;
            case OperationDefinitionNode operation:
                Operation(operation);
                break;
            case FragmentDefinitionNode fragment:
                Fragment(fragment);
                break;
            case TypeSystemDefinitionNode definition:
                TypeSystem(definition);
                break;
            case SelectionSetNode set:
                Block(set.Selections);
                break;
            case FieldNode field:
                Field(field);
                break;
            case FragmentSpreadNode spread:
                text.Append("...").Append(spread.Name.Value);
                Directives(spread.Directives);
                break;
            case InlineFragmentNode inline:
                InlineFragment(inline);
                break;
            case VariableDefinitionNode variable:
                VariableDefinition(variable);
                break;
            case ArgumentNode argument:
                Named(argument.Name, argument.Value);
                break;
            case ObjectFieldNode field:
                Named(field.Name, field.Value);
                break;
            case DirectiveNode directive:
                Directive(directive);
                break;
            case ValueNode value:
                Value(value);
                break;
            case TypeNode type:
                Type(type);
                break;
            case NameNode name:
                text.Append(name.Value);
                break;
            default:
                TypeSystemPart(node);
                break;
        }
    }

    private void Operation(OperationDefinitionNode node)
    {
        Description(node.Description);
        if (node.Kind != OperationKind.Query || node.Name is not null || node.Description is not null
            || !node.Variables.IsEmpty || !node.Directives.IsEmpty)
        {
            text.Append(Keyword(node.Kind));
            text.Append(node.Name is null && node.Variables.IsEmpty ? "" : " ").Append(node.Name?.Value);
            Group(node.Variables, '(', ')', isIndented: false);
            Directives(node.Directives);
            text.Append(' ');
        }

        Write(node.SelectionSet);
    }

    private void VariableDefinition(VariableDefinitionNode node)
    {
        Description(node.Description);
        text.Append('$').Append(node.Variable.Name).Append(": ");
        Type(node.Type);
        DefaultValue(node.DefaultValue);
        Directives(node.Directives);
    }

    private void DefaultValue(ValueNode? value)
    {
        if (value is not null)
        {
            text.Append(" = ");
            Value(value);
        }
    }

    private void Fragment(FragmentDefinitionNode node)
    {
        Description(node.Description);
        text.Append("fragment ").Append(node.Name.Value).Append(" on ").Append(node.TypeCondition.Name.Value);
        Directives(node.Directives);
        text.Append(' ');
        Write(node.SelectionSet);
    }

    private void Field(FieldNode node)
    {
        var start = text.Length;
        var breaks = _lineBreaks;
        if (node.Alias is not null)
        {
            text.Append(node.Alias.Value).Append(": ");
        }

        text.Append(node.Name.Value);
        Group(node.Arguments, '(', ')', isIndented: true, IsTooLong);
        Directives(node.Directives);
        if (node.SelectionSet is not null)
        {
            text.Append(' ');
            Write(node.SelectionSet);
        }

        bool IsTooLong() => text.Length - start - ((_lineBreaks - breaks) * _indentation) > LineLengthMax;
    }

    private void InlineFragment(InlineFragmentNode node)
    {
        text.Append("...");
        if (node.TypeCondition is not null)
        {
            text.Append(" on ").Append(node.TypeCondition.Name.Value);
        }

        Directives(node.Directives);
        text.Append(' ');
        Write(node.SelectionSet);
    }

    private void Directives(ImmutableArray<DirectiveNode> directives)
    {
        foreach (var directive in directives)
        {
            text.Append(' ');
            Directive(directive);
        }
    }

    private void Directive(DirectiveNode node)
    {
        text.Append('@').Append(node.Name.Value);
        if (!node.Arguments.IsEmpty)
        {
            text.Append('(');
            Separated(node.Arguments, ", ");
            text.Append(')');
        }
    }

    private void Named(NameNode name, ValueNode value)
    {
        text.Append(name.Value).Append(": ");
        Value(value);
    }

    private void Value(ValueNode node)
    {
        switch (node)
        {
            case VariableNode variable:
                text.Append('$').Append(variable.Name);
                break;
            case IntValueNode number:
                text.Append(number.Text);
                break;
            case FloatValueNode number:
                text.Append(number.Text);
                break;
            case StringValueNode value:
                String(value);
                break;
            case BooleanValueNode value:
                text.Append(value.Value ? "true" : "false");
                break;
            case NullValueNode:
                text.Append("null");
                break;
            case EnumValueNode value:
                text.Append(value.Name);
                break;
            case ListValueNode list:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                text.Append('[');
                Separated(list.Items, ", ");
                text.Append(']');
                break;
            case ObjectValueNode value:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                text.Append('{');
                Separated(value.Fields, ", ");
                text.Append('}');
                break;
        }
    }

    private void String(StringValueNode node)
    {
        if (!node.Block)
        {
            text.Append(StringLiteral.Quoted(node.Value));
            return;
        }

        var first = true;
        foreach (var line in StringLiteral.Block(node.Value).Split('\n'))
        {
            if (!first)
            {
                LineBreak();
            }

            text.Append(line);
            first = false;
        }
    }

    private void Type(TypeNode node)
    {
        switch (node)
        {
            case NamedTypeNode named:
                text.Append(named.Name.Value);
                break;
            case ListTypeNode list:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                text.Append('[');
                Type(list.ItemType);
                text.Append(']');
                break;
            case NonNullTypeNode nonNull:
                Type(nonNull.NullableType);
                text.Append('!');
                break;
        }
    }

    private void Description(StringValueNode? description)
    {
        if (description is not null)
        {
            String(description);
            LineBreak();
        }
    }

    private static string Keyword(OperationKind kind) => kind switch
    {
        OperationKind.Mutation => "mutation",
        OperationKind.Subscription => "subscription",
        _ => "query",
    };

    private void Separated<T>(ImmutableArray<T> nodes, string separator)
        where T : SyntaxNode
    {
        for (var i = 0; i < nodes.Length; i++)
        {
            text.Append(i == 0 ? "" : separator);
            Write(nodes[i]);
        }
    }

    /// <summary>Nodes in braces, one a line; nothing where there are none.</summary>
    private void Block<T>(ImmutableArray<T> nodes)
        where T : SyntaxNode
    {
        if (!nodes.IsEmpty)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            Lines(nodes, '{', '}', isIndented: true);
        }
    }

    /// <summary>
    /// Nodes between brackets: on one line, or one a line where a node itself breaks the line (or, given a test, where that says so).
    /// </summary>
    private void Group<T>(ImmutableArray<T> nodes, char open, char close, bool isIndented, Func<bool>? isTooLong = null)
        where T : SyntaxNode
    {
        if (nodes.IsEmpty)
        {
            return;
        }

        var start = text.Length;
        var breaks = _lineBreaks;
        text.Append(open);
        Separated(nodes, ", ");
        text.Append(close);
        if (isTooLong?.Invoke() ?? _lineBreaks > breaks)
        {
            text.Length = start;
            _lineBreaks = breaks;
            Lines(nodes, open, close, isIndented);
        }
    }

    private void Lines<T>(ImmutableArray<T> nodes, char open, char close, bool isIndented)
        where T : SyntaxNode
    {
        var by = isIndented ? 2 : 0;
        text.Append(open);
        _indentation += by;
        foreach (var node in nodes)
        {
            LineBreak();
            Write(node);
        }

        _indentation -= by;
        LineBreak();
        text.Append(close);
    }

    private void LineBreak()
    {
        _lineBreaks++;
        text.Append('\n').Append(' ', _indentation);
    }
}
