using Jim.GraphQL.Inputs;

namespace Jim.Platform.Requests;

/// <summary><c>subscription @live(diff: true)</c>: later answers are told by what has changed in them.</summary>
internal static class LiveDirective
{
    public const string Name = "live";

    /// <summary>False without the directive, too.</summary>
    public static bool AsksForPatches(OperationInput input)
    {
        var operation = input.Operation;
        return operation.Definition.Directives.FirstOrDefault(d => d.Name.Value == Name) is { } directive
            && operation.View.Schema.Directives.TryGet(Name, out var definition)
            && ArgumentReader.Read(operation.View, definition, directive, input.Variables)
                .Any(argument => argument.Key.Name == "diff" && argument.Value.Value is true);
    }
}
