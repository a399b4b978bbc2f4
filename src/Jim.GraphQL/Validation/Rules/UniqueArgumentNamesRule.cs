namespace Jim.GraphQL.Validation.Rules;

/// <summary>No argument is given twice (spec 5.4.2, Argument Uniqueness).</summary>
internal sealed class UniqueArgumentNamesRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterField(FieldNode field) => Check(field.Arguments);

    public override void EnterDirective(DirectiveNode directive, string location) => Check(directive.Arguments);

    private void Check(ImmutableArray<ArgumentNode> arguments)
    {
        if (arguments.Length < 2)
        {
            return;
        }

        foreach (var group in arguments.GroupBy(a => a.Name.Value, a => a.Name, StringComparer.Ordinal))
        {
            if (group.Skip(1).Any())
            {
                Context.Report(ValidationErrors.ArgumentRepeated(Context, group));
            }
        }
    }
}
