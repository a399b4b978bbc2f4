namespace Jim.GraphQL.Operations;

/// <summary>Selects the operation that a request names: GetOperation (spec 6.1).</summary>
public static class OperationSelector
{
    /// <summary>
    /// Throws <see cref="GraphQLException"/>, a request error, when no operation has the name, or when the document has several operations
    /// and no name is given.
    /// </summary>
    public static OperationDefinitionNode Select(DocumentNode document, string? operationName)
    {
        OperationDefinitionNode? found = null;
        foreach (var definition in document.Definitions)
        {
            if (definition is not OperationDefinitionNode operation
                || (operationName is not null && operation.Name?.Value != operationName))
            {
                continue;
            }

            if (found is not null && operationName is null)
            {
                throw new GraphQLException(OperationErrors.NameNeeded());
            }

            found ??= operation;
        }

        return found ?? throw new GraphQLException(operationName is null
            ? OperationErrors.NoOperation() : OperationErrors.UnknownName(operationName));
    }

    /// <summary>
    /// The operation, ready for the coercion of its variables and for execution. Throws <see cref="GraphQLException"/> like
    /// <see cref="Select"/>, and when the schema has no root type for it.
    /// </summary>
    public static Operation Open(SchemaView view, DocumentNode document, string? operationName)
    {
        var definition = Select(document, operationName);
        var root = view.RootType(definition.Kind)
            ?? throw new GraphQLException(OperationErrors.NoRootType(document.Source, definition));
        return new Operation(view, document, definition, root);
    }
}
