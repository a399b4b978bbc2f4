using System.Text.Json;
using Jim.GraphQL.Inputs;

namespace Jim.Postgres.Planning;

/// <summary>Compares coerced input values by their content, including that of lists and objects inside of them.</summary>
internal static class InputEquality
{
    /// <summary>JSON is compared by its text; fields of input objects must also come in the same order.</summary>
    public static bool Equal(object? a, object? b) => (a, b) switch
    {
        (object?[] x, object?[] y) => x.Length == y.Length && x.Zip(y).All(pair => Equal(pair.First, pair.Second)),
        (InputObject x, InputObject y) => x.Fields.Count == y.Fields.Count
            && x.Fields.Zip(y.Fields).All(pair => pair.First.Key == pair.Second.Key && Equal(pair.First.Value, pair.Second.Value)),
        (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
        (JsonElement x, JsonElement y) => x.GetRawText() == y.GetRawText(),
        _ => Equals(a, b),
    };
}
