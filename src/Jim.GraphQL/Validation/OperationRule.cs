namespace Jim.GraphQL.Validation;

/// <summary>
/// A rule over whole operations: it looks at each of them with all that it reaches through fragment spreads, once the document was walked.
/// </summary>
internal abstract class OperationRule(ValidationContext context) : ValidationRule(context)
{
    public sealed override void LeaveDocument(DocumentNode document)
    {
        foreach (var (operation, reached) in Context.Operations)
        {
            if (Context.IsFull)
            {
                return;
            }

            Check(operation, reached);
        }
    }

    /// <summary>Checks one operation.</summary>
    /// <param name="operation">The operation as written.</param>
    /// <param name="reached">The scope of the operation itself and those of the fragments that it reaches, each once.</param>
    protected abstract void Check(OperationDefinitionNode operation, IReadOnlyList<DefinitionScope> reached);
}
