namespace Jim.GraphQL.Validation;

/// <summary>
/// One rule of validation. It overrides the methods for the places of a document that it checks; the walk calls only these.
/// <see cref="Context"/> has the types at the current place. One object serves one validation, so a rule may keep state.
/// </summary>
internal abstract class ValidationRule(ValidationContext context)
{
    protected ValidationContext Context { get; } = context;

    public virtual void EnterDocument(DocumentNode document)
    {
    }

    /// <summary>Called after all definitions were walked, when <see cref="ValidationContext.Scopes"/> is complete.</summary>
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

    /// <summary>
    /// Called for the selections of an operation, fragment or field. Those of an inline fragment belong to the selection set around it.
    /// </summary>
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
    /// Called with <see cref="ValidationContext.ParentType"/> still the type around the fragment; <paramref name="type"/> is the type
    /// inside.
    /// </summary>
    public virtual void EnterInlineFragment(InlineFragmentNode fragment, NamedType? type)
    {
    }

    public virtual void EnterDirective(DirectiveNode directive, string location)
    {
    }

    /// <summary>Called for all directives of one place together, if there are any.</summary>
    public virtual void EnterDirectives(IReadOnlyList<DirectiveNode> directives)
    {
    }

    /// <summary>
    /// Called for an argument of the current field or directive. <paramref name="definition"/> is null when that has no such argument.
    /// </summary>
    public virtual void EnterArgument(ArgumentNode argument, InputValueDefinition? definition)
    {
    }

    public virtual void EnterNamedType(NamedTypeNode type)
    {
    }
}
