namespace Jim.GraphQL.Validation.Rules;

/// <summary>Variables have input types (spec 5.8.2, Variables Are Input Types).</summary>
internal sealed class VariablesAreInputTypesRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterVariable(VariableDefinitionNode variable)
    {
        if (Context.FindType(variable) is { IsInput: false })
        {
            Context.Report(ValidationErrors.VariableNotInput(Context, variable));
        }
    }
}
