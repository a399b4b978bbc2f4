using System.Buffers.Binary;
using Jim.GraphQL.Coercion;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Values;

/// <summary>
/// Writes an interval as an ISO 8601 duration. The binary form is microseconds (int8), days (int4) and months (int4). Each of the three
/// keeps its own sign, as in <c>P-1M2DT-3S</c>: they cannot be added up, because a month has no fixed number of days. An interval with
/// the last value of each is infinite since Postgres 17, and is <c>infinity</c> here, too.
/// </summary>
public sealed class IntervalWriter : ValueWriter
{
    private static readonly IsoDuration Infinity = new(int.MaxValue, int.MaxValue, long.MaxValue);
    private static readonly IsoDuration MinusInfinity = new(int.MinValue, int.MinValue, long.MinValue);

    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var duration = new IsoDuration(
            BinaryPrimitives.ReadInt32BigEndian(value[12..]), BinaryPrimitives.ReadInt32BigEndian(value[8..]),
            BinaryPrimitives.ReadInt64BigEndian(value));
        output.WriteString(duration == Infinity ? "infinity" : duration == MinusInfinity ? "-infinity" : duration.ToString());
        return true;
    }
}
