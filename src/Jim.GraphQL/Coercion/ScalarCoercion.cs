using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// How a scalar reads literals and JSON, and how it writes results (spec 3.5). The values in between have plain .NET types: string, bool,
/// int, long, double, Guid, DateTimeOffset, DateOnly, TimeOnly, byte[], <see cref="ExactDecimal"/>, <see cref="IsoDuration"/>, and
/// <see cref="JsonElement"/> for Any. A date, time or duration for which .NET has no value, such as <c>infinity</c>, is its text.
/// </summary>
public abstract class ScalarCoercion
{
    /// <summary>
    /// Reads a literal of a document. False when it is not a value of this scalar; <paramref name="why"/> then says so in one sentence that
    /// does not repeat the value, which may be secret.
    /// </summary>
    public abstract bool TryParseLiteral(ValueNode literal, out object? value, out string? why);

    /// <summary>Reads a JSON value from the variables of a request. False and <paramref name="why"/> as for a literal.</summary>
    public abstract bool TryParseJson(JsonElement json, out object? value, out string? why);

    /// <summary>
    /// Writes the value that a resolver returned. False when it is not a value of this scalar, which makes an execution error of the field
    /// (spec 6.4.3, code EXEC_INVALID_LEAF_VALUE).
    /// </summary>
    public abstract bool TryWrite(object value, JsonBuffer output);
}
