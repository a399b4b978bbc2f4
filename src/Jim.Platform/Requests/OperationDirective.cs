using Jim.GraphQL.Inputs;

namespace Jim.Platform.Requests;

/// <summary>A directive of an operation, as <c>@queued</c> and <c>@live</c>.</summary>
internal static class OperationDirective
{
    /// <summary>Its arguments by name; those that were not given are absent. Null: the operation has no such directive.</summary>
    public static Dictionary<string, object?>? Read(OperationInput input, string name)
    {
        var operation = input.Operation;
        return operation.Definition.Directives.FirstOrDefault(d => d.Name.Value == name) is { } directive
            && operation.View.Schema.Directives.TryGet(name, out var definition)
            ? ArgumentReader.Read(operation.View, definition, directive, input.Variables)
                .ToDictionary(argument => argument.Key.Name, argument => argument.Value.Value, StringComparer.Ordinal)
            : null;
    }
}
