using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Jim.Postgres.Catalog;
using NpgsqlTypes;

namespace Jim.Postgres.Sql;

/// <summary>How a column's value travels in a cursor and back into SQL.</summary>
/// <param name="AsText">The cell is fetched as text.</param>
/// <param name="Type">As what the value is sent back.</param>
/// <param name="Read">From the cursor's bytes to the parameter's value; null: no such value, the cursor is forged.</param>
public sealed record CursorFormat(bool AsText, SqlType Type, CursorFormat.Reader Read)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly Reader Int32 = bytes => bytes.Length == 4 ? BinaryPrimitives.ReadInt32BigEndian(bytes) : null;
    private static readonly Reader Int64 = bytes => bytes.Length == 8 ? BinaryPrimitives.ReadInt64BigEndian(bytes) : null;

    public delegate object? Reader(ReadOnlySpan<byte> bytes);

    public static CursorFormat Of(DataType type)
    {
        var effective = type.Effective;
        var sent = SqlTypes.Of(effective);
        return (effective.Kind, effective.Schema == "pg_catalog" ? effective.Name : null) switch
        {
            (DataTypeKind.Enum, _) => new(false, sent, Text),
            (_, "bool") => new(false, sent, bytes => bytes.Length == 1 ? bytes[0] != 0 : null),
            (_, "int2") => new(false, sent, bytes => bytes.Length == 2 ? BinaryPrimitives.ReadInt16BigEndian(bytes) : null),
            (_, "int4") => new(false, sent, Int32),
            (_, "int8") => new(false, sent, Int64),
            (_, "float4") => new(false, sent, bytes => bytes.Length == 4 ? BinaryPrimitives.ReadSingleBigEndian(bytes) : null),
            (_, "float8") => new(false, sent, bytes => bytes.Length == 8 ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : null),
            (_, "text" or "varchar" or "bpchar" or "name") => new(false, sent, Text),
            (_, "uuid") => new(false, sent, bytes => bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : null),
            (_, "timestamptz") => new(false, Counted("timestamptz", NpgsqlDbType.TimestampTz), Int64),
            (_, "timestamp") => new(false, Counted("timestamp", NpgsqlDbType.Timestamp), Int64),
            (_, "date") => new(false, Counted("date", NpgsqlDbType.Date), Int32),
            (_, "numeric") => new(true, sent with { Send = null, Encode = v => v }, Number),
            _ => new(true, sent with { Send = null, Encode = v => v }, Text),
        };
    }

    /// <summary>Postgres' own count since 2000, sent as it is: exact, and infinity is a value like any other.</summary>
    private static SqlType Counted(string cast, NpgsqlDbType type) => new(cast, type, v => v);


    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.Contains((byte)0) ? null : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? Number(ReadOnlySpan<byte> bytes)
    {
        var text = Text(bytes);
        if (text is "NaN" or "Infinity" or "-Infinity")
        {
            return text;
        }

        var digits = text is null ? [] : text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return digits.IsEmpty || digits.ContainsAnyExcept(Digits) || digits.Count('.') > 1 || digits is "." ? null : text;
    }
}
