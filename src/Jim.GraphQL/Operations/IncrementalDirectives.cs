using System.Globalization;
using Jim.GraphQL.Inputs;

namespace Jim.GraphQL.Operations;

/// <summary>A deferred fragment of an object: its label and what it selects.</summary>
internal sealed record DeferredFragment(string? Label, SelectionSetNode Set);

/// <summary>An active <c>@defer</c>, whose condition is not false.</summary>
internal sealed record DeferUsage(string? Label);

/// <summary>An active <c>@stream</c>, whose condition is not false.</summary>
internal sealed record StreamUsage(string? Label, int InitialCount);

/// <summary>Reads <c>@defer(if:, label:)</c> and <c>@stream(if:, label:, initialCount:)</c> of a validated selection.</summary>
public static class IncrementalDirectives
{
    /// <summary>The number of items that a streamed list has in its first part; null: all of them.</summary>
    public static int? GetFirstItems(Operation operation, CollectedField field) =>
        operation.IsPart && !field.First.Directives.IsEmpty ? FindStream(field.First, VariableValues.None)?.InitialCount : null;

    /// <summary>True when <c>@defer</c> or <c>@stream</c> occurs anywhere in the document.</summary>
    public static bool Occur(DocumentNode document) => document.Definitions.Any(definition => definition switch
    {
        OperationDefinitionNode operation => Occur(operation.SelectionSet),
        FragmentDefinitionNode fragment => Occur(fragment.SelectionSet),
        _ => false,
    });

    internal static DeferUsage? FindDefer(SelectionNode selection, VariableValues variables) =>
        Find(selection, "defer", variables) is { } defer ? new DeferUsage(ReadText(defer, "label", variables)) : null;

    internal static StreamUsage? FindStream(SelectionNode selection, VariableValues variables) =>
        Find(selection, "stream", variables) is { } stream
            ? new StreamUsage(ReadText(stream, "label", variables), ReadValue(stream, "initialCount", variables) as int? ?? 0)
            : null;

    /// <summary>True when <c>@defer</c> or <c>@stream</c> occurs in the selections. Named fragments are not searched.</summary>
    internal static bool Occur(SelectionSetNode set)
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

            if ((selection as FieldNode)?.SelectionSet is { } below && Occur(below))
            {
                return true;
            }

            if (selection is InlineFragmentNode inline && Occur(inline.SelectionSet))
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
                return ReadValue(directive, "if", variables) is false ? null : directive;
            }
        }

        return null;
    }

    private static string? ReadText(DirectiveNode directive, string argument, VariableValues variables) =>
        ReadValue(directive, argument, variables) as string;

    private static object? ReadValue(DirectiveNode directive, string argument, VariableValues variables) =>
        directive.FindArgument(argument) switch
        {
            BooleanValueNode boolean => boolean.Value,
            StringValueNode text => text.Value,
            IntValueNode number => int.TryParse(number.Text, CultureInfo.InvariantCulture, out var whole) ? whole : int.MaxValue,
            VariableNode variable => variables.TryGet(variable.Name, out var value) ? value : null,
            _ => null,
        };
}
