namespace Jim.GraphQL.Validation.Rules;

/// <summary>The number of aliases in a document is limited (not part of the specification: a limit of Jim).</summary>
internal sealed class MaxAliasesRule(ValidationContext context) : ValidationRule(context)
{
    private int _aliases;

    public override void EnterField(FieldNode field)
    {
        if (field.Alias is not null && ++_aliases == Context.Options.AliasesMax + 1)
        {
            Context.Report(ValidationErrors.TooManyAliases(Context, field, Context.Options.AliasesMax!.Value));
        }
    }
}
