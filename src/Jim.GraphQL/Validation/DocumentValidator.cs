using Jim.GraphQL.Errors;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation;

/// <summary>Decides whether a document may be executed (spec 5): every rule in one walk, errors in the order they were found.</summary>
public static class DocumentValidator
{
    /// <returns>Empty: the document is valid for this view of the schema.</returns>
    public static IReadOnlyList<GraphQLError> Validate(SchemaView view, DocumentNode document, ValidationOptions? options = null)
    {
        var context = new ValidationContext(view, document, options ?? ValidationOptions.Default);
        new DocumentWalker(context, SpecifiedRules.For(context)).Walk();
        return context.Errors;
    }
}
