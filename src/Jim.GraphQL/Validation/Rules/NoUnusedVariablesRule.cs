namespace Jim.GraphQL.Validation.Rules;

/// <summary>Every variable of an operation is used by it or by its fragments (spec 5.8.4, All Variables Used).</summary>
internal sealed class NoUnusedVariablesRule(ValidationContext context) : OperationRule(context)
{
    protected override void Check(OperationDefinitionNode operation, IReadOnlyList<DefinitionScope> reached)
    {
        if (operation.Variables.IsEmpty)
        {
            return;
        }

        var used = reached.SelectMany(scope => scope.Usages).Select(usage => usage.Node.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var variable in operation.Variables)
        {
            if (!Context.IsFull && !used.Contains(variable.Variable.Name))
            {
                Context.Report(ValidationErrors.VariableUnused(Context, variable));
            }
        }
    }
}
