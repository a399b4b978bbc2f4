using System.Runtime.CompilerServices;

namespace Jim.GraphQL.Language;

/// <summary>Writes values, type references and descriptions (spec 2.10, 2.12).</summary>
internal sealed partial class PrintWriter
{
    private void WriteNamed(NameNode name, ValueNode value)
    {
        text.Append(name.Value).Append(": ");
        WriteValue(value);
    }

    private void WriteValue(ValueNode node)
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
                WriteString(value);
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
                WriteSeparated(list.Items, ", ");
                text.Append(']');
                break;
            case ObjectValueNode value:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                text.Append('{');
                WriteSeparated(value.Fields, ", ");
                text.Append('}');
                break;
        }
    }

    private void WriteString(StringValueNode node)
    {
        if (!node.Block)
        {
            text.Append(StringLiteral.Quote(node.Value));
            return;
        }

        var first = true;
        foreach (var line in StringLiteral.FormatBlock(node.Value).Split('\n'))
        {
            if (!first)
            {
                WriteLineBreak();
            }

            text.Append(line);
            first = false;
        }
    }

    private void WriteType(TypeNode node)
    {
        switch (node)
        {
            case NamedTypeNode named:
                text.Append(named.Name.Value);
                break;
            case ListTypeNode list:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                text.Append('[');
                WriteType(list.ItemType);
                text.Append(']');
                break;
            case NonNullTypeNode nonNull:
                WriteType(nonNull.NullableType);
                text.Append('!');
                break;
        }
    }

    private void WriteDescription(StringValueNode? description)
    {
        if (description is not null)
        {
            WriteString(description);
            WriteLineBreak();
        }
    }
}
