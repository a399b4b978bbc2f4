using Jim.GraphQL.Validation.Sdl;

namespace Jim.GraphQL.Validation;

/// <summary>
/// Walks through the document once for all rules. At each place it knows the type, calls the rules that check such places, and records the
/// variables and fragment spreads of each definition.
/// </summary>
internal sealed partial class DocumentWalker(ValidationContext context, RuleSet rules)
{
    private DefinitionScope _scope = null!;

    public void Walk()
    {
        foreach (var rule in rules.Document)
        {
            rule.EnterDocument(context.Document);
        }

        foreach (var definition in context.Document.Definitions)
        {
            if (context.IsFull)
            {
                return;
            }

            WalkDefinition(definition);
        }

        foreach (var rule in rules.DocumentEnd)
        {
            if (context.IsFull)
            {
                return;
            }

            rule.LeaveDocument(context.Document);
        }
    }

    private void WalkDefinition(DefinitionNode definition)
    {
        _scope = new DefinitionScope(definition);
        switch (definition)
        {
            case OperationDefinitionNode operation:
                WalkOperation(operation);
                break;
            case FragmentDefinitionNode fragment:
                WalkFragment(fragment);
                break;
            default:
                WalkTypeSystem(definition);
                return;
        }

        context.Add(_scope);
    }

    /// <summary>
    /// A request with type system definitions is always refused. Their directives and types are checked nevertheless, so that the client
    /// receives the same errors as from graphql-js.
    /// </summary>
    private void WalkTypeSystem(DefinitionNode definition)
    {
        foreach (var (node, parent) in SyntaxTree.Descendants(definition))
        {
            WalkDirectives(DirectivePlace.GetDirectives(node), DirectivePlace.GetLocation(node, parent));
            if (node is NamedTypeNode type && !Scalars.TryGet(type.Name.Value, out _))
            {
                WalkNamedType(type);
            }
        }
    }

    private void WalkOperation(OperationDefinitionNode operation)
    {
        context.ParentType = context.View.RootType(operation.Kind);
        foreach (var rule in rules.Operation)
        {
            rule.EnterOperation(operation);
        }

        foreach (var variable in operation.Variables)
        {
            WalkVariable(variable);
        }

        WalkDirectives(operation.Directives, DirectivePlace.GetLocation(operation, parent: null));
        WalkSelectionSet(operation.SelectionSet);
    }

    private void WalkFragment(FragmentDefinitionNode fragment)
    {
        WalkNamedType(fragment.TypeCondition);
        context.ParentType = AsComposite(context.FindType(fragment.TypeCondition));
        foreach (var rule in rules.Fragment)
        {
            rule.EnterFragment(fragment);
        }

        WalkDirectives(fragment.Directives, "FRAGMENT_DEFINITION");
        WalkSelectionSet(fragment.SelectionSet);
    }

    private void WalkVariable(VariableDefinitionNode variable)
    {
        foreach (var rule in rules.Variable)
        {
            rule.EnterVariable(variable);
        }

        var type = variable.Type;
        while (type is not NamedTypeNode)
        {
            type = type is ListTypeNode list ? list.ItemType : ((NonNullTypeNode)type).NullableType;
        }

        WalkNamedType((NamedTypeNode)type);
        WalkDirectives(variable.Directives, "VARIABLE_DEFINITION");
    }

    private void WalkSelectionSet(SelectionSetNode set, bool isInline = false)
    {
        if (!isInline)
        {
            foreach (var rule in rules.SelectionSet)
            {
                rule.EnterSelectionSet(set);
            }
        }

        foreach (var selection in set.Selections)
        {
            if (context.IsFull)
            {
                return;
            }

            switch (selection)
            {
                case FieldNode field:
                    WalkField(field);
                    break;
                case FragmentSpreadNode spread:
                    WalkSpread(spread);
                    break;
                case InlineFragmentNode inline:
                    WalkInlineFragment(inline);
                    break;
            }
        }
    }

    private void WalkField(FieldNode node)
    {
        var parent = context.ParentType;
        var field = context.View.FindSelectedField(parent, node.Name.Value);
        context.Field = field;
        foreach (var rule in rules.Field)
        {
            rule.EnterField(node);
        }

        foreach (var argument in node.Arguments)
        {
            var definition = field is not null && context.View.TryGetArgument(field, argument.Name.Value, out var found) ? found : null;
            WalkArgument(argument, definition);
        }

        WalkDirectives(node.Directives, "FIELD");
        if (node.SelectionSet is { } set)
        {
            context.ParentType = AsComposite(field?.Type.Named);
            WalkSelectionSet(set);
            context.ParentType = parent;
        }

        context.Field = null;
    }

    private void WalkSpread(FragmentSpreadNode spread)
    {
        _scope.Spreads.Add(spread);
        foreach (var rule in rules.FragmentSpread)
        {
            rule.EnterFragmentSpread(spread);
        }

        WalkDirectives(spread.Directives, "FRAGMENT_SPREAD");
    }

    private void WalkInlineFragment(InlineFragmentNode inline)
    {
        var parent = context.ParentType;
        var type = inline.TypeCondition is null ? parent : context.FindType(inline.TypeCondition);
        if (inline.TypeCondition is { } condition)
        {
            WalkNamedType(condition);
        }

        foreach (var rule in rules.InlineFragment)
        {
            rule.EnterInlineFragment(inline, type);
        }

        WalkDirectives(inline.Directives, "INLINE_FRAGMENT");
        context.ParentType = AsComposite(type);
        WalkSelectionSet(inline.SelectionSet, isInline: true);
        context.ParentType = parent;
    }

    private void WalkNamedType(NamedTypeNode type)
    {
        foreach (var rule in rules.NamedType)
        {
            rule.EnterNamedType(type);
        }
    }

    private static NamedType? AsComposite(NamedType? type) => type is FieldsType or UnionType ? type : null;
}
