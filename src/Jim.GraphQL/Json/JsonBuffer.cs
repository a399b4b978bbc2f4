using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Jim.GraphQL.Limits;

namespace Jim.GraphQL.Json;

/// <summary>
/// A growing, pooled stretch of UTF-8 JSON that can be cut back: null propagation (spec 6.4.4) truncates to the nearest nullable ancestor
/// instead of building a tree. Not thread safe; return it by <see cref="Dispose"/>.
/// </summary>
/// <param name="capacity">Bytes rented at once.</param>
/// <param name="bytesMax">Bytes that it grows to; a write past them throws <see cref="ResponseTooLargeException"/>.</param>
public sealed class JsonBuffer(int capacity = 4096, int bytesMax = JsonBuffer.DefaultBytesMax) : IBufferWriter<byte>, IDisposable
{
    /// <summary>The largest answer: 64 MiB.</summary>
    public const int DefaultBytesMax = 64 * 1024 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The bound on the bytes of an answer.</summary>
    public static Limit Limit => Limit.Fixed("Largest answer, in bytes.", DefaultBytesMax, "`JIM_RESPONSE_TOO_LARGE`");

    /// <summary>Bytes written so far; also the mark to give to <see cref="Truncate"/>.</summary>
    public int Length { get; private set; }

    /// <summary>All that was written, valid until the next write or <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>As <see cref="WrittenMemory"/>.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    /// <summary>Forgets all that was written after <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Counts bytes that were put into <see cref="GetMemory"/> or <see cref="GetSpan"/>.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>
    /// Room for at least so many bytes. Throws <see cref="ResponseTooLargeException"/> past the limit, as every write does.
    /// </summary>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 256));
        return _bytes.AsMemory(Length);
    }

    /// <summary>As <see cref="GetMemory"/>.</summary>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 256));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Copies bytes that are JSON already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> json)
    {
        Reserve(json.Length);
        json.CopyTo(_bytes.AsSpan(Length));
        Length += json.Length;
    }

    /// <summary>One byte of JSON as it is: a bracket, a comma.</summary>
    public void WriteByte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    /// <summary>The literal null.</summary>
    public void WriteNull() => WriteRaw("null"u8);

    /// <summary>The literal true or false.</summary>
    public void WriteBoolean(bool value) => WriteRaw(value ? "true"u8 : "false"u8);

    /// <summary>A whole number in decimal digits.</summary>
    public void WriteNumber(long value)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>A decimal with all its digits, trailing zeros too.</summary>
    public void WriteNumber(decimal value) => WriteFormatted(value);

    /// <summary>Shortest text that reads back as the same double. The caller has refused NaN and infinities.</summary>
    public void WriteNumber(double value) => WriteFormatted(value);

    /// <summary>A JSON string, escaped as little as JSON allows (HotChocolate's relaxed escaping).</summary>
    public void WriteString(ReadOnlySpan<byte> utf8)
    {
        var encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        WriteByte((byte)'"');
        while (encoder.FindFirstCharacterToEncodeUtf8(utf8) is var at and >= 0)
        {
            WriteRaw(utf8[..at]);
            utf8 = utf8[at..];
            Reserve(Math.Min(utf8.Length, 64) * 12);
            encoder.EncodeUtf8(
                utf8[..Math.Min(utf8.Length, 64)], _bytes.AsSpan(Length), out var consumed, out var written, utf8.Length <= 64);
            Length += written;
            utf8 = utf8[consumed..];
        }

        WriteRaw(utf8);
        WriteByte((byte)'"');
    }

    /// <summary>The same for UTF-16 text; a lone surrogate becomes U+FFFD.</summary>
    public void WriteString(ReadOnlySpan<char> text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = size <= 512 ? null : ArrayPool<byte>.Shared.Rent(size);
        var utf8 = rented ?? stackalloc byte[512];
        WriteString(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>
    /// Gives the bytes back to the pool; <see cref="WrittenMemory"/> and <see cref="WrittenSpan"/> that were handed out are no longer
    /// valid.
    /// </summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void WriteFormatted<T>(T value)
        where T : IUtf8SpanFormattable
    {
        Reserve(40);
        value.TryFormat(_bytes.AsSpan(Length), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length >= count)
        {
            return;
        }

        if ((long)Length + count > bytesMax)
        {
            throw new ResponseTooLargeException(bytesMax);
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + count, _bytes.Length * 2));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
