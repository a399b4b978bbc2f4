using System.Text.Json;

namespace Jim.GraphQL.Inputs;

/// <summary>Coerces one JSON value that is not part of a request, such as the stored input of a queued command.</summary>
public static class InputCoercion
{
    /// <summary>
    /// The coerced value, which is only valid when <paramref name="faults"/> is empty. Each fault has its place inside the value.
    /// </summary>
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
