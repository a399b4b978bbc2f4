namespace Jim.GraphQL.Validation.Rules;

/// <summary>No two variables of an operation have the same name (spec 5.8.1, Variable Uniqueness).</summary>
internal sealed class UniqueVariableNamesRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterOperation(OperationDefinitionNode operation)
    {
        if (operation.Variables.Length < 2)
        {
            return;
        }

        foreach (var group in operation.Variables.GroupBy(v => v.Variable.Name, v => v.Variable, StringComparer.Ordinal))
        {
            if (group.Skip(1).Any())
            {
                Context.Report(ValidationErrors.VariableNameTaken(Context, group));
            }
        }
    }
}
