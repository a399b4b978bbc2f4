using System.Runtime.CompilerServices;
using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>
/// Prints any node as text. This part of the class chooses the method for a node and lays out lines: indentation, blocks, and lists on one
/// or several lines. The other parts write executable documents, values and the type system.
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
                WriteSeparated(document.Definitions, "\n\n");
                break;
            case OperationDefinitionNode operation:
                WriteOperation(operation);
                break;
            case FragmentDefinitionNode fragment:
                WriteFragment(fragment);
                break;
            case TypeSystemDefinitionNode definition:
                WriteTypeSystem(definition);
                break;
            case SelectionSetNode set:
                WriteBlock(set.Selections);
                break;
            case FieldNode field:
                WriteField(field);
                break;
            case FragmentSpreadNode spread:
                text.Append("...").Append(spread.Name.Value);
                WriteDirectives(spread.Directives);
                break;
            case InlineFragmentNode inline:
                WriteInlineFragment(inline);
                break;
            case VariableDefinitionNode variable:
                WriteVariableDefinition(variable);
                break;
            case ArgumentNode argument:
                WriteNamed(argument.Name, argument.Value);
                break;
            case ObjectFieldNode field:
                WriteNamed(field.Name, field.Value);
                break;
            case DirectiveNode directive:
                WriteDirective(directive);
                break;
            case ValueNode value:
                WriteValue(value);
                break;
            case TypeNode type:
                WriteType(type);
                break;
            case NameNode name:
                text.Append(name.Value);
                break;
            default:
                WriteTypeSystemPart(node);
                break;
        }
    }

    private void WriteSeparated<T>(ImmutableArray<T> nodes, string separator)
        where T : SyntaxNode
    {
        for (var i = 0; i < nodes.Length; i++)
        {
            text.Append(i == 0 ? "" : separator);
            Write(nodes[i]);
        }
    }

    /// <summary>Writes nodes in braces, each on its own line. Writes nothing when there are none.</summary>
    private void WriteBlock<T>(ImmutableArray<T> nodes)
        where T : SyntaxNode
    {
        if (!nodes.IsEmpty)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            WriteLines(nodes, '{', '}', isIndented: true);
        }
    }

    /// <summary>
    /// Writes nodes between brackets on one line. Each gets its own line instead when one of them contains a line break or, if a test is
    /// given, when that returns true.
    /// </summary>
    private void WriteGroup<T>(ImmutableArray<T> nodes, char open, char close, bool isIndented, Func<bool>? isTooLong = null)
        where T : SyntaxNode
    {
        if (nodes.IsEmpty)
        {
            return;
        }

        var start = text.Length;
        var breaks = _lineBreaks;
        text.Append(open);
        WriteSeparated(nodes, ", ");
        text.Append(close);
        if (isTooLong?.Invoke() ?? _lineBreaks > breaks)
        {
            text.Length = start;
            _lineBreaks = breaks;
            WriteLines(nodes, open, close, isIndented);
        }
    }

    private void WriteLines<T>(ImmutableArray<T> nodes, char open, char close, bool isIndented)
        where T : SyntaxNode
    {
        var by = isIndented ? 2 : 0;
        text.Append(open);
        _indentation += by;
        foreach (var node in nodes)
        {
            WriteLineBreak();
            Write(node);
        }

        _indentation -= by;
        WriteLineBreak();
        text.Append(close);
    }

    private void WriteLineBreak()
    {
        _lineBreaks++;
        text.Append('\n').Append(' ', _indentation);
    }
}
