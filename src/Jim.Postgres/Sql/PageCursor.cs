using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Sql;

/// <summary>
/// A place in an ordered list: the values of one row by which the list is ordered, the key last. The layout is a version byte, the number
/// of the order in four bytes, and for each value a tag (0 null, 1 value); a value that is not null has its length in four bytes and its
/// bytes as Postgres sent them. Numbers are big-endian. The whole is encoded as base64url.
/// </summary>
public sealed class PageCursor
{
    /// <summary>How many bytes come before the first value.</summary>
    public const int HeaderLength = 5;
    private const byte Version = 1;

    /// <summary>
    /// How many characters a cursor has at most; a longer one is neither given out nor decoded. Postgres' indexes hold keys of at most
    /// 2,704 bytes, so cursors of useful orders are far shorter.
    /// </summary>
    private const int TextMax = 32 * 1024;

    private readonly byte[] _bytes;
    private readonly (int Start, int Length)[] _values;

    private PageCursor(byte[] bytes, (int Start, int Length)[] values)
    {
        _bytes = bytes;
        _values = values;
    }

    public bool IsNull(int index) => _values[index].Length < 0;

    /// <summary>The bytes of a value that is not null (see <see cref="IsNull"/>). Values are counted from 0.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_values[index].Start, _values[index].Length);

    /// <summary>False: a cursor of so many bytes would be refused when it comes back, so it must not be given out.</summary>
    public static bool Fits(int bytes) => Base64Url.GetEncodedLength(bytes) <= TextMax;

    /// <summary>Writes the bytes before the first value, and returns how many they are; likewise the two methods for values.</summary>
    public static int WriteHeader(uint order, Span<byte> bytes)
    {
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], order);
        return HeaderLength;
    }

    public static int WriteNull(Span<byte> bytes)
    {
        bytes[0] = 0;
        return 1;
    }

    public static int WriteValue(ReadOnlySpan<byte> value, Span<byte> bytes)
    {
        bytes[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(bytes[1..], value.Length);
        value.CopyTo(bytes[5..]);
        return 5 + value.Length;
    }

    /// <summary>Writes the cursor as a JSON string.</summary>
    public static void WriteText(ReadOnlySpan<byte> bytes, JsonBuffer output)
    {
        var text = output.GetSpan(Base64Url.GetEncodedLength(bytes.Length) + 2);
        text[0] = (byte)'"';
        var length = Base64Url.EncodeToUtf8(bytes, text[1..]);
        text[length + 1] = (byte)'"';
        output.Advance(length + 2);
    }

    /// <summary>Reads a cursor. False where the text is not one, or one of another order or version.</summary>
    public static bool TryRead(string text, uint order, int count, [MaybeNullWhen(false)] out PageCursor cursor)
    {
        cursor = null;
        if (text.Length > TextMax || !Base64Url.IsValid(text))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < HeaderLength || bytes[0] != Version || BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)) != order)
        {
            return false;
        }

        var values = new (int, int)[count];
        var at = HeaderLength;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadPlace(bytes, ref at, out values[i]))
            {
                return false;
            }
        }

        cursor = new PageCursor(bytes, values);
        return at == bytes.Length;
    }

    private static bool TryReadPlace(byte[] bytes, ref int at, out (int Start, int Length) place)
    {
        place = (0, -1);
        if (at >= bytes.Length || bytes[at] > 1)
        {
            return false;
        }

        if (bytes[at++] == 0)
        {
            return true;
        }

        if (bytes.Length - at < 4)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
        at += 4;
        if (length < 0 || length > bytes.Length - at)
        {
            return false;
        }

        place = (at, length);
        at += length;
        return true;
    }
}
