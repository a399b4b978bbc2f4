using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Execution;

/// <summary>All execution errors that the executor itself creates (spec 6.4.4), with the messages and codes of HotChocolate.</summary>
internal static class ExecutionErrors
{
    public static GraphQLError NonNull(Operation operation, CollectedField field, ResponsePath? path) =>
        At("Cannot return null for non-nullable field.", CoercionErrors.NonNull, operation, field, path);

    public static GraphQLError InvalidLeaf(Operation operation, CollectedField field, ResponsePath? path, NamedType type) =>
        At($"The resolved value is not a value of `{type}`.", "EXEC_INVALID_LEAF_VALUE", operation, field, path);

    public static GraphQLError NotAList(Operation operation, CollectedField field, ResponsePath? path) =>
        At("The resolved value is not a list.", "EXEC_LIST_TYPE_NOT_SUPPORTED", operation, field, path);

    public static GraphQLError NoObjectType(Operation operation, CollectedField field, ResponsePath? path, NamedType type) =>
        At($"Unable to resolve the object type of a value of the abstract type `{type}`.", "EXEC_UNABLE_TO_RESOLVE_ABSTRACT_TYPE",
            operation, field, path);

    public static GraphQLError TooDeep(Operation operation, CollectedField field, ResponsePath? path) =>
        At("The response is nested too deep.", ErrorCodes.DepthExceeded, operation, field, path);

    /// <summary>For an exception that is not meant for clients. Nothing of its text is sent.</summary>
    /// <param name="requestId">The id under which the exception was reported; null: it was not, or has none.</param>
    public static GraphQLError Unexpected(Operation operation, CollectedField field, ResponsePath? path, string? requestId)
    {
        var error = At("Unexpected Execution Error", ErrorCodes.Internal, operation, field, path);
        return requestId is null ? error : error with { Extensions = [new("requestId", requestId)] };
    }

    /// <summary>Adds the locations and the path of the field to an error that a resolver reported without them.</summary>
    public static GraphQLError Place(GraphQLError error, Operation operation, CollectedField field, ResponsePath? path) => error with
    {
        Locations = error.Locations.IsDefaultOrEmpty ? Locations(operation, field) : error.Locations,
        Path = error.Path.IsDefaultOrEmpty ? ResponsePath.ToArray(path) : error.Path,
    };

    private static GraphQLError At(string message, string code, Operation operation, CollectedField field, ResponsePath? path) =>
        new(message) { Code = code, Locations = Locations(operation, field), Path = ResponsePath.ToArray(path) };

    private static ImmutableArray<SourceLocation> Locations(Operation operation, CollectedField field) =>
        [.. field.Nodes.Select(node => operation.Document.Source.Locate(node.Range.Start))];
}
