namespace Jim.GraphQL.Validation.Rules;

/// <summary>A field of a leaf type has no selections, and every other field has some (spec 5.3.3, Leaf Field Selections).</summary>
internal sealed class ScalarLeafsRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterField(FieldNode field)
    {
        if (Context.Field?.Type is not { } type)
        {
            return;
        }

        if (type.Named is ScalarType or EnumType)
        {
            if (field.SelectionSet is not null)
            {
                Context.Report(ValidationErrors.LeafWithSelection(Context, field, type));
            }
        }
        else if (field.SelectionSet is null or { Selections.IsEmpty: true })
        {
            Context.Report(ValidationErrors.NoSelection(Context, field, type));
        }
    }
}
