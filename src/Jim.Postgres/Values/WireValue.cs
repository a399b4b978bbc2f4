using System.Buffers.Binary;
using System.Text;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Values;

/// <summary>A cell as a plain .NET value, for the few places where the gateway computes with one.</summary>
public static class WireValue
{
    /// <summary>
    /// bool, long, double, Guid, DateTimeOffset or string; an enum is its label; a timestamp out of .NET's range is null.
    /// </summary>
    public static object? Read(DataType type, ReadOnlySpan<byte> value) => type.Effective.Name switch
    {
        "bool" => value[0] != 0,
        "int2" or "int4" or "int8" => IntegerWriter.Read(value),
        "float8" => BinaryPrimitives.ReadDoubleBigEndian(value),
        "uuid" => new Guid(value, bigEndian: true),
        "timestamptz" => Instant(BinaryPrimitives.ReadInt64BigEndian(value)),
        "jsonb" => Encoding.UTF8.GetString(value[1..]),
        _ => Encoding.UTF8.GetString(value),
    };

    private static DateTimeOffset? Instant(long microseconds) =>
        Math.Abs(microseconds) > TimeSpan.TicksPerDay * 365_000 / 10
            ? null
            : new DateTimeOffset(TimestampWriter.Epoch + (microseconds * 10), TimeSpan.Zero);
}
