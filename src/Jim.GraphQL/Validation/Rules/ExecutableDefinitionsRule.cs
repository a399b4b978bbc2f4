namespace Jim.GraphQL.Validation.Rules;

/// <summary>The document of a request contains only operations and fragments (spec 5.1.1, Executable Definitions).</summary>
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
