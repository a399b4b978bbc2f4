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

/// <summary>Writes json, whose binary form is the text as it was stored, as it is.</summary>
public sealed class JsonWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        output.WriteRaw(value);
        return true;
    }
}
