using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation;

/// <summary>
/// One rule of validation. It overrides the places of the document that it looks at, and finds in <see cref="Context"/> which types stand
/// there; the walk calls it nowhere else. One object serves one validation, so it may keep state.
/// </summary>
internal abstract class ValidationRule(ValidationContext context)
{
    protected ValidationContext Context { get; } = context;

    public virtual void EnterDocument(DocumentNode document)
    {
    }

    /// <summary>All definitions are walked, <see cref="ValidationContext.Scopes"/> are complete.</summary>
    public virtual void LeaveDocument(DocumentNode document)
    {
    }

    public virtual void EnterOperation(OperationDefinitionNode operation)
    {
    }

    public virtual void EnterFragment(FragmentDefinitionNode fragment)
    {
    }

    public virtual void EnterVariable(VariableDefinitionNode variable)
    {
    }

    /// <summary>The selections of an operation, fragment or field; those of an inline fragment belong to the set around it.</summary>
    public virtual void EnterSelectionSet(SelectionSetNode set)
    {
    }

    public virtual void EnterField(FieldNode field)
    {
    }

    public virtual void EnterFragmentSpread(FragmentSpreadNode spread)
    {
    }

    /// <summary>
    /// <see cref="ValidationContext.ParentType"/> is the type around the fragment, <paramref name="type"/> the type inside.
    /// </summary>
    public virtual void EnterInlineFragment(InlineFragmentNode fragment, NamedType? type)
    {
    }

    public virtual void EnterDirective(DirectiveNode directive, string location)
    {
    }

    /// <summary>The directives of one place, when there are any.</summary>
    public virtual void EnterDirectives(IReadOnlyList<DirectiveNode> directives)
    {
    }

    /// <summary>An argument of the current field or directive; <paramref name="definition"/> is null when it is unknown there.</summary>
    public virtual void EnterArgument(ArgumentNode argument, InputValueDefinition? definition)
    {
    }

    public virtual void EnterNamedType(NamedTypeNode type)
    {
    }
}
