namespace Jim.GraphQL.Validation.Rules;

/// <summary>A given argument exists on its field or directive (spec 5.4.1, Argument Names).</summary>
internal sealed class KnownArgumentNamesRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterArgument(ArgumentNode argument, InputValueDefinition? definition)
    {
        var owner = Context.InDirective ? Context.Directive?.Arguments : Context.Field?.Arguments;
        if (definition is null && owner is not null)
        {
            var known = owner.Where(a => Context.View.Sees(a.VisibleTo)).Select(a => a.Name);
            Context.Report(ValidationErrors.UnknownArgument(Context, argument, Context.Suggest(argument.Name.Value, known)));
        }
    }
}
