namespace Jim.GraphQL.Validation.Rules;

/// <summary>A selected field exists on its parent type (spec 5.3.1, Field Selections).</summary>
internal sealed class FieldsOnCorrectTypeRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterField(FieldNode field)
    {
        if (Context.Field is not null || Context.ParentType is not { } parent)
        {
            return;
        }

        Context.Report(parent is UnionType
            ? ValidationErrors.FieldOnUnion(Context, field, parent, SuggestField(parent, field.Name.Value))
            : ValidationErrors.UnknownField(Context, field, parent, SuggestField(parent, field.Name.Value)));
    }

    /// <summary>Suggests subtypes of the parent type that have the field, or else fields of the parent type with similar names.</summary>
    private string SuggestField(NamedType parent, string name)
    {
        if (!Context.Options.Suggestions)
        {
            return "";
        }

        var below = parent is InterfaceType or UnionType
            ? Context.View.PossibleTypes(parent).Where(t =>
                Context.View.TryGetField(t, name, out _)).Select(t => $"\"{t.Name}\"").Take(5).ToArray()
            : [];
        if (below.Length > 0)
        {
            return $" Did you mean to use an inline fragment on {string.Join(" or ", below)}?";
        }

        return parent is FieldsType fields
            ? Context.Suggest(name, fields.Fields.Where(f => Context.View.Sees(f.VisibleTo)).Select(f => f.Name))
            : "";
    }
}
