namespace Jim.GraphQL.Operations;

/// <summary>The errors of selecting an operation (spec 6.1).</summary>
internal static class OperationErrors
{
    public static GraphQLError NoOperation() => new("The GraphQL document contains no operation.") { Code = "HC0015" };

    public static GraphQLError NameNeeded() =>
        new("The operation name can only be omitted if there is just one operation in a GraphQL document.") { Code = "HC0015" };

    public static GraphQLError UnknownName(string name) =>
        new($"The specified operation `{name}` cannot be found.") { Code = "HC0015", Extensions = [new("operationName", name)] };

    public static GraphQLError NoRootType(Source source, OperationDefinitionNode operation) =>
        new($"This GraphQL schema does not support `{operation.Kind}` operations.")
        {
            Locations = [source.Locate(operation.Range.Start)],
        };

    /// <summary><c>@stream</c> with an <c>initialCount</c> below 0. The request is refused before anything runs.</summary>
    public static GraphQLError NegativeInitialCount(Operation operation, CollectedField field) =>
        new("The `initialCount` of `@stream` must be 0 or more.")
        {
            Code = ErrorCodes.NegativeInitialCount,
            Locations = [.. field.Nodes.Select(node => operation.Document.Source.Locate(node.Range.Start))],
        };
}
