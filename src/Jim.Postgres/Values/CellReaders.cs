using System.Buffers.Binary;
using System.Text;

namespace Jim.Postgres.Values;

/// <summary>Reads a cell that is not null as a plain .NET value; null for a value that the .NET type cannot hold.</summary>
public delegate object? CellReader(ReadOnlySpan<byte> value);

/// <summary>Readers of Postgres' binary formats, for the few places where Jim computes with a value.</summary>
public static class CellReaders
{
    public static object? Boolean(ReadOnlySpan<byte> value) => value[0] != 0;

    /// <summary>int2, int4 and int8 as <see cref="long"/>.</summary>
    public static object? Integer(ReadOnlySpan<byte> value) => IntegerWriter.Read(value);

    /// <summary>float4 as <see cref="double"/>.</summary>
    public static object? Single(ReadOnlySpan<byte> value) => (double)BinaryPrimitives.ReadSingleBigEndian(value);

    public static object? Double(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadDoubleBigEndian(value);

    public static object? Uuid(ReadOnlySpan<byte> value) => new Guid(value, bigEndian: true);

    /// <summary>
    /// timestamptz as <see cref="DateTimeOffset"/> in UTC; null for infinity and for moments more than about 1000 years from 2000-01-01.
    /// </summary>
    public static object? Instant(ReadOnlySpan<byte> value)
    {
        var microseconds = BinaryPrimitives.ReadInt64BigEndian(value);
        return Math.Abs(microseconds) > TimeSpan.TicksPerDay * 365_000 / 10
            ? null
            : new DateTimeOffset(TimestampWriter.Epoch + (microseconds * 10), TimeSpan.Zero);
    }

    /// <summary>The types whose binary form is their text in UTF-8: text, json, the label of an enum.</summary>
    public static object? Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);

    /// <summary>jsonb as its text, which follows a byte with the version of the format.</summary>
    public static object? Jsonb(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value[1..]);
}
