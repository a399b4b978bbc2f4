using Jim.GraphQL.Json;

namespace Jim.Postgres.Values;

/// <summary>Writes values of one type, which are never null, from Postgres' binary format as JSON.</summary>
public abstract class ValueWriter
{
    /// <summary>
    /// True where the schema lists every value of the type, as for an enum: one that cannot be written was added to the database later.
    /// </summary>
    public virtual bool KnowsAllValues => false;

    /// <summary>
    /// False, with nothing written, when the GraphQL scalar cannot hold the value (NaN). The caller makes it a field error.
    /// </summary>
    public abstract bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output);
}
