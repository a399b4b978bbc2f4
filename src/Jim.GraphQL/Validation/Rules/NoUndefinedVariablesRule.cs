namespace Jim.GraphQL.Validation.Rules;

/// <summary>An operation defines all variables that it and its fragments use (spec 5.8.3, All Variable Uses Defined).</summary>
internal sealed class NoUndefinedVariablesRule(ValidationContext context) : OperationRule(context)
{
    protected override void Check(OperationDefinitionNode operation, IReadOnlyList<DefinitionScope> reached)
    {
        var defined = operation.Variables.Select(v => v.Variable.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var usage in reached.SelectMany(scope => scope.Usages))
        {
            if (!Context.IsFull && !defined.Contains(usage.Node.Name))
            {
                Context.Report(ValidationErrors.VariableUndeclared(Context, usage.Node, operation));
            }
        }
    }
}
