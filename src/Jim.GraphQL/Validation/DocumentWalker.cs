using System.Collections.Immutable;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation.Sdl;

namespace Jim.GraphQL.Validation;

/// <summary>
/// One walk over the document for all rules: it knows which type stands where, calls at each place the rules that look there, and notes the
/// variables and spreads of each definition.
/// </summary>
internal sealed class DocumentWalker(ValidationContext context, RuleSet rules)
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

    /// <summary>Such a document is refused anyway; its directives and types are told all the same, as graphql-js does.</summary>
    private void WalkTypeSystem(DefinitionNode definition)
    {
        foreach (var (node, parent) in SyntaxTree.Descendants(definition))
        {
            WalkDirectives(DirectivePlace.DirectivesOf(node), DirectivePlace.LocationOf(node, parent));
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

        WalkDirectives(operation.Directives, DirectivePlace.LocationOf(operation, parent: null));
        WalkSelectionSet(operation.SelectionSet);
    }

    private void WalkFragment(FragmentDefinitionNode fragment)
    {
        WalkNamedType(fragment.TypeCondition);
        context.ParentType = Composite(context.TypeOf(fragment.TypeCondition));
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
        var field = context.View.SelectedField(parent, node.Name.Value);
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
            context.ParentType = Composite(field?.Type.Named);
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
        var type = inline.TypeCondition is null ? parent : context.TypeOf(inline.TypeCondition);
        if (inline.TypeCondition is { } condition)
        {
            WalkNamedType(condition);
        }

        foreach (var rule in rules.InlineFragment)
        {
            rule.EnterInlineFragment(inline, type);
        }

        WalkDirectives(inline.Directives, "INLINE_FRAGMENT");
        context.ParentType = Composite(type);
        WalkSelectionSet(inline.SelectionSet, isInline: true);
        context.ParentType = parent;
    }

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

    private void WalkNamedType(NamedTypeNode type)
    {
        foreach (var rule in rules.NamedType)
        {
            rule.EnterNamedType(type);
        }
    }

    /// <summary>Notes the variables in a value with the types of their places. Inside a scalar's object no place has a type.</summary>
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

    private static NamedType? Composite(NamedType? type) => type is FieldsType or UnionType ? type : null;
}
