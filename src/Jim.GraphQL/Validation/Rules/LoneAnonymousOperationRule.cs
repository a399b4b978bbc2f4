namespace Jim.GraphQL.Validation.Rules;

/// <summary>An operation without a name is the only operation of the document (spec 5.2.3.1, Lone Anonymous Operation).</summary>
internal sealed class LoneAnonymousOperationRule(ValidationContext context) : ValidationRule(context)
{
    private int _operations;

    public override void EnterDocument(DocumentNode document) =>
        _operations = document.Definitions.Count(d => d is OperationDefinitionNode);

    public override void EnterOperation(OperationDefinitionNode operation)
    {
        if (operation.Name is null && _operations > 1)
        {
            Context.Report(ValidationErrors.NotAlone(Context, operation, _operations));
        }
    }
}
