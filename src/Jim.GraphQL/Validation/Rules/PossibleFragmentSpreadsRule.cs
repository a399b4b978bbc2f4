namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// At least one object type belongs both to the type around a fragment and to the fragment's own type (spec 5.5.2.3, Fragment Spread Is
/// Possible).
/// </summary>
internal sealed class PossibleFragmentSpreadsRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterInlineFragment(InlineFragmentNode fragment, NamedType? type) => Check(fragment, type);

    public override void EnterFragmentSpread(FragmentSpreadNode spread)
    {
        if (Context.TryGetFragment(spread.Name.Value, out var fragment))
        {
            Check(spread, Context.FindType(fragment.TypeCondition));
        }
    }

    private void Check(SyntaxNode node, NamedType? type)
    {
        if (type is FieldsType or UnionType && Context.ParentType is { } parent && !Overlap(type, parent))
        {
            Context.Report(ValidationErrors.FragmentNotPossible(Context, node, type, parent));
        }
    }

    private bool Overlap(NamedType a, NamedType b) => ReferenceEquals(a, b) || (a, b) switch
    {
        (ObjectType single, _) => Context.View.Schema.IsPossible(b, single),
        (_, ObjectType single) => Context.View.Schema.IsPossible(a, single),
        _ => Context.View.Schema.PossibleTypes(a).Any(t => Context.View.Schema.IsPossible(b, t)),
    };
}
