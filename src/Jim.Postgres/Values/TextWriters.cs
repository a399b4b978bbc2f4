using System.Buffers;
using System.Buffers.Text;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Values;

/// <summary>Writes text, and values of other types that the SQL casts to text, as JSON strings.</summary>
public sealed class TextWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        output.WriteString(value);
        return true;
    }
}

/// <summary>Writes uuid (16 bytes) as a JSON string in lower case with hyphens (RFC 9562).</summary>
public sealed class UuidWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var text = output.GetSpan(38);
        text[0] = text[37] = (byte)'"';
        Utf8Formatter.TryFormat(new Guid(value, bigEndian: true), text[1..], out _);
        output.Advance(38);
        return true;
    }
}

/// <summary>Writes bytea as a JSON string in Base64 (RFC 4648, section 4).</summary>
public sealed class BytesWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var text = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(value.Length) + 2);
        text[0] = (byte)'"';
        Base64.EncodeToUtf8(value, text[1..], out _, out var written);
        text[written + 1] = (byte)'"';
        output.Advance(written + 2);
        return true;
    }
}

/// <summary>Writes jsonb, whose binary form is a version byte and the JSON text, as it is.</summary>
public sealed class JsonbWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        output.WriteRaw(value[1..]);
        return true;
    }
}

/// <summary>
/// Writes json, whose binary form is the text as it was stored, in one line: events and JSON lines end at a line break. A text with line
/// breaks is written without the space between its tokens; inside strings JSON allows no line breaks.
/// </summary>
public sealed class JsonWriter : ValueWriter
{
    private static readonly SearchValues<byte> SpaceOrQuote = SearchValues.Create(" \t\r\n\""u8);

    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        if (value.ContainsAny((byte)'\n', (byte)'\r'))
        {
            WriteInOneLine(value, output);
        }
        else
        {
            output.WriteRaw(value);
        }

        return true;
    }

    private static void WriteInOneLine(ReadOnlySpan<byte> json, JsonBuffer output)
    {
        while (json.IndexOfAny(SpaceOrQuote) is var at and >= 0)
        {
            var end = json[at] == (byte)'"' ? FindEndOfString(json, at) : at;
            output.WriteRaw(json[..end]);
            json = json[end..].TrimStart(" \t\r\n"u8);
        }

        output.WriteRaw(json);
    }

    private static int FindEndOfString(ReadOnlySpan<byte> json, int quote)
    {
        var at = quote + 1;
        while (true)
        {
            at += json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (json[at] == (byte)'"')
            {
                return at + 1;
            }

            at += 2;
        }
    }
}
