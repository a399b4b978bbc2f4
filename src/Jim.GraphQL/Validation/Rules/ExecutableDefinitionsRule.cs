using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// A request's document has operations and fragments only. https://spec.graphql.org/September2025/#sec-Executable-Definitions
/// </summary>
internal sealed class ExecutableDefinitionsRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterDocument(DocumentNode document)
    {
        foreach (var definition in document.Definitions)
        {
            if (definition is not (OperationDefinitionNode or FragmentDefinitionNode))
            {
                Context.Report(ValidationErrors.NotExecutable(Context, definition));
            }
        }
    }
}
