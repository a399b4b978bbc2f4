using System.Collections.Immutable;
using System.Text.Json;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Inputs;

/// <summary>Input coercion of one JSON value outside of a request: a stored command's input, a test.</summary>
public static class InputCoercion
{
    /// <summary>The value; of use only when <paramref name="faults"/> is empty. Faults are told with their place below the value.</summary>
    public static object? Coerce(
        SchemaView view, JsonElement json, GraphQLType type, out IReadOnlyList<(ImmutableArray<object> Path, string Why)> faults)
    {
        var reader = new JsonInputReader(
            view, CoercionLimits.Default, faultsMax: int.MaxValue, valuesMax: int.MaxValue, uploads: null, variable: "");
        var value = reader.Read(json, type);
        faults = reader.Faults;
        return value;
    }
}
