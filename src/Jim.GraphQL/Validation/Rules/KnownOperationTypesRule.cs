using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>The schema has a root type for every operation. https://spec.graphql.org/September2025/#sec-Operation-Type-Existence</summary>
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
