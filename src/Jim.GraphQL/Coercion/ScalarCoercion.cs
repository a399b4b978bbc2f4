using System.Text.Json;
using Jim.GraphQL.Json;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// The three coercions of a scalar (spec 3.5). Runtime values are plain .NET: string, bool, int, long, double, decimal, Guid,
/// DateTimeOffset, DateOnly, TimeOnly, TimeSpan, byte[], and <see cref="JsonElement"/> for Any.
/// </summary>
public abstract class ScalarCoercion
{
    /// <summary>
    /// A literal of a document. False: not a value of this scalar, <paramref name="why"/> says so in one sentence without the value's
    /// secrets.
    /// </summary>
    public abstract bool TryParseLiteral(ValueNode literal, out object? value, out string? why);

    /// <summary>A JSON value of the variables.</summary>
    public abstract bool TryParseJson(JsonElement json, out object? value, out string? why);

    /// <summary>Writes a resolver's value. False: it does not fit, a field error (spec 6.4.3, EXEC_INVALID_LEAF_VALUE).</summary>
    public abstract bool TryWrite(object value, JsonBuffer output);
}
