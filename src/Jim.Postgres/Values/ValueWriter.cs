using Jim.GraphQL.Json;

namespace Jim.Postgres.Values;

/// <summary>Writes a value of one type from Postgres' binary format as JSON.</summary>
public abstract class ValueWriter
{
    /// <summary>False, with nothing written: the value has no form in the scalar (infinity, NaN), a field error.</summary>
    public abstract bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output);
}
