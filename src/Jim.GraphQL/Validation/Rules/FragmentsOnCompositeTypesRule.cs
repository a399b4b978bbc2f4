namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// The type condition of a fragment is an object, interface or union type (spec 5.5.1.3, Fragments on Object, Interface or Union Types).
/// </summary>
internal sealed class FragmentsOnCompositeTypesRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterFragment(FragmentDefinitionNode fragment) => Check(fragment.TypeCondition);

    public override void EnterInlineFragment(InlineFragmentNode fragment, NamedType? type) => Check(fragment.TypeCondition);

    private void Check(NamedTypeNode? condition)
    {
        if (condition is not null && Context.FindType(condition) is not (null or FieldsType or UnionType))
        {
            Context.Report(ValidationErrors.FragmentNotComposite(Context, condition));
        }
    }
}
