namespace Jim.GraphQL.Validation;

/// <summary>
/// The walk through directives, arguments and their values. It records which variables are used, and which type each place expects.
/// </summary>
internal sealed partial class DocumentWalker
{
    private void WalkDirectives(ImmutableArray<DirectiveNode> directives, string location)
    {
        if (directives.IsEmpty)
        {
            return;
        }

        foreach (var rule in rules.Directives)
        {
            rule.EnterDirectives(directives);
        }

        context.InDirective = true;
        foreach (var directive in directives)
        {
            context.Directive = context.View.TryGetDirective(directive.Name.Value, out var found) ? found : null;
            if (directive.Name.Value is "defer" or "stream")
            {
                _scope.Incremental.Add(directive);
            }

            foreach (var rule in rules.Directive)
            {
                rule.EnterDirective(directive, location);
            }

            foreach (var argument in directive.Arguments)
            {
                WalkArgument(
                    argument,
                    context.Directive is { } visible && context.View.TryGetArgument(visible, argument.Name.Value, out var definition)
                        ? definition : null);
            }
        }

        context.Directive = null;
        context.InDirective = false;
    }

    private void WalkArgument(ArgumentNode argument, InputValueDefinition? definition)
    {
        if (context.IsFull)
        {
            return;
        }

        foreach (var rule in rules.Argument)
        {
            rule.EnterArgument(argument, definition);
        }

        NoteVariables(argument.Value, definition?.Type, definition?.DefaultValue is not null, oneOf: null);
    }

    /// <summary>
    /// Records the variables in a value with the types that are expected of them. Inside a literal of a scalar no type is expected.
    /// </summary>
    private void NoteVariables(ValueNode value, GraphQLType? type, bool hasDefault, InputObjectType? oneOf)
    {
        switch (value)
        {
            case VariableNode variable:
                _scope.Usages.Add(new VariableUsage(variable, type is { IsInput: true } ? type : null, hasDefault, oneOf));
                break;
            case ListValueNode list:
                var itemType = type?.Nullable is ListType many ? many.OfType : type?.Nullable;
                foreach (var item in list.Items)
                {
                    NoteVariables(item, itemType, hasDefault: false, oneOf: null);
                }

                break;
            case ObjectValueNode fields:
                var input = type?.Named as InputObjectType;
                foreach (var node in fields.Fields)
                {
                    var field = input is not null && context.View.TryGetInputField(input, node.Name.Value, out var found) ? found : null;
                    NoteVariables(node.Value, field?.Type, field?.DefaultValue is not null, input is { IsOneOf: true } ? input : null);
                }

                break;
        }
    }
}
