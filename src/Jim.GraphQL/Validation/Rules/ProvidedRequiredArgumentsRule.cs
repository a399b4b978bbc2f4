namespace Jim.GraphQL.Validation.Rules;

/// <summary>All required arguments are given (spec 5.4.3, Required Arguments).</summary>
internal sealed class ProvidedRequiredArgumentsRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterField(FieldNode field)
    {
        if (Context.Field is { Arguments.Count: > 0 } definition)
        {
            Check(field, definition.Arguments, field.Arguments);
        }
    }

    public override void EnterDirective(DirectiveNode directive, string location)
    {
        if (Context.Directive is { Arguments.Count: > 0 } definition)
        {
            Check(directive, definition.Arguments, directive.Arguments);
        }
    }

    private void Check(SyntaxNode node, FieldMap<InputValueDefinition> definitions, ImmutableArray<ArgumentNode> given)
    {
        foreach (var definition in definitions)
        {
            if (definition.IsRequired && Context.View.Sees(definition.VisibleTo) && !given.Any(a => a.Name.Value == definition.Name))
            {
                Context.Report(ValidationErrors.ArgumentMissing(Context, node, definition));
            }
        }
    }
}
