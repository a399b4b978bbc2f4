namespace Jim.GraphQL.Validation;

/// <summary>
/// Validates a document before its execution (spec 5). All rules are checked in one walk; errors are in the order in which they were found.
/// </summary>
public static class DocumentValidator
{
    /// <returns>The errors; empty when the document is valid for this view of the schema.</returns>
    public static IReadOnlyList<GraphQLError> Validate(SchemaView view, DocumentNode document, ValidationOptions? options = null)
    {
        var context = new ValidationContext(view, document, options ?? ValidationOptions.Default);
        new DocumentWalker(context, SpecifiedRules.For(context)).Walk();
        return context.Errors;
    }
}
