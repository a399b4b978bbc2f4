namespace Jim.GraphQL.Validation.Rules;

/// <summary>The schema has a root type for every operation (spec 5.2.1.1, Operation Type Existence).</summary>
internal sealed class KnownOperationTypesRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterOperation(OperationDefinitionNode operation)
    {
        if (Context.ParentType is null)
        {
            Context.Report(ValidationErrors.NoRootType(Context, operation));
        }
    }
}
