using System.Globalization;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Operations;

/// <summary>A deferred fragment of an object: its label and what it selects.</summary>
internal sealed record DeferredFragment(string? Label, SelectionSetNode Set);

/// <summary><c>@defer</c> as it stands, its condition done.</summary>
internal sealed record DeferUsage(string? Label);

/// <summary><c>@stream</c> as it stands, its condition done.</summary>
internal sealed record StreamUsage(string? Label, int InitialCount);

/// <summary>Reads <c>@defer(if:, label:)</c> and <c>@stream(if:, label:, initialCount:)</c> of a validated selection.</summary>
public static class IncrementalDirectives
{
    /// <summary>How many items a streamed list has in a part of an answer; null: all of them.</summary>
    public static int? FirstItems(Operation operation, CollectedField field) =>
        operation.IsPart && !field.First.Directives.IsEmpty ? StreamOf(field.First, VariableValues.None)?.InitialCount : null;

    internal static DeferUsage? DeferOf(SelectionNode selection, VariableValues variables) =>
        Find(selection, "defer", variables) is { } defer ? new DeferUsage(Text(defer, "label", variables)) : null;

    internal static StreamUsage? StreamOf(SelectionNode selection, VariableValues variables) =>
        Find(selection, "stream", variables) is { } stream
            ? new StreamUsage(Text(stream, "label", variables), Value(stream, "initialCount", variables) as int? ?? 0)
            : null;

    /// <summary>True when one stands in the selection, without looking into fragments by name.</summary>
    internal static bool Stand(SelectionSetNode set)
    {
        foreach (var selection in set.Selections)
        {
            foreach (var directive in selection.Directives)
            {
                if (directive.Name.Value is "defer" or "stream")
                {
                    return true;
                }
            }

            if ((selection as FieldNode)?.SelectionSet is { } below && Stand(below))
            {
                return true;
            }

            if (selection is InlineFragmentNode inline && Stand(inline.SelectionSet))
            {
                return true;
            }
        }

        return false;
    }

    private static DirectiveNode? Find(SelectionNode selection, string name, VariableValues variables)
    {
        foreach (var directive in selection.Directives)
        {
            if (directive.Name.Value == name)
            {
                return Value(directive, "if", variables) is false ? null : directive;
            }
        }

        return null;
    }

    private static string? Text(DirectiveNode directive, string argument, VariableValues variables) =>
        Value(directive, argument, variables) as string;

    private static object? Value(DirectiveNode directive, string argument, VariableValues variables) =>
        directive.Argument(argument) switch
        {
            BooleanValueNode boolean => boolean.Value,
            StringValueNode text => text.Value,
            IntValueNode number => int.TryParse(number.Text, CultureInfo.InvariantCulture, out var whole) ? whole : int.MaxValue,
            VariableNode variable => variables.TryGet(variable.Name, out var value) ? value : null,
            _ => null,
        };
}
