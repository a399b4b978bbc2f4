using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Jim.GraphQL.Limits;

namespace Jim.GraphQL.Json;

/// <summary>
/// A growing buffer of UTF-8 JSON whose memory is rented from a pool. It can be cut back to an earlier length: when null propagates (spec
/// 6.4.4), the response is truncated to the nearest nullable ancestor, so no tree of it has to be built. Not thread-safe.
/// <see cref="Dispose"/> returns the memory.
/// </summary>
/// <param name="capacity">The number of bytes to rent at the start.</param>
/// <param name="bytesMax">The largest length in bytes; a write that would exceed it throws <see cref="ResponseTooLargeException"/>.</param>
public sealed class JsonBuffer(int capacity = 4096, int bytesMax = JsonBuffer.DefaultBytesMax) : IBufferWriter<byte>, IDisposable
{
    /// <summary>The largest response: 64 MiB.</summary>
    public const int DefaultBytesMax = 64 * 1024 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The bound on the size of a response, for the table of limits.</summary>
    public static Limit Limit => Limit.Fixed("Largest answer, in bytes.", DefaultBytesMax, "`JIM_RESPONSE_TOO_LARGE`");

    /// <summary>The number of bytes written so far. Keep it to pass it to <see cref="Truncate"/> later.</summary>
    public int Length { get; private set; }

    /// <summary>Everything written so far; valid until the next write or <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>The same bytes as <see cref="WrittenMemory"/>, valid for as long.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    /// <summary>Drops everything that was written after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>
    /// Marks bytes as written that the caller has put into the result of <see cref="GetMemory"/> or <see cref="GetSpan"/>.
    /// </summary>
    public void Advance(int count) => Length += count;

    /// <summary>
    /// Free memory for at least <paramref name="sizeHint"/> bytes. Throws <see cref="ResponseTooLargeException"/> beyond the limit, as
    /// every write does.
    /// </summary>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 256));
        return _bytes.AsMemory(Length);
    }

    /// <summary>As <see cref="GetMemory"/>, as a span.</summary>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 256));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Writes bytes that are JSON already, unchanged.</summary>
    public void WriteRaw(ReadOnlySpan<byte> json)
    {
        Reserve(json.Length);
        json.CopyTo(_bytes.AsSpan(Length));
        Length += json.Length;
    }

    /// <summary>Writes one byte of JSON unchanged, such as a bracket or a comma.</summary>
    public void WriteByte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    /// <summary>Writes the literal <c>null</c>.</summary>
    public void WriteNull() => WriteRaw("null"u8);

    /// <summary>Writes the literal <c>true</c> or <c>false</c>.</summary>
    public void WriteBoolean(bool value) => WriteRaw(value ? "true"u8 : "false"u8);

    /// <summary>Writes a whole number in decimal digits.</summary>
    public void WriteNumber(long value)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>Writes ASCII characters that are JSON already, such as the digits of a number, unchanged.</summary>
    public void WriteAscii(ReadOnlySpan<char> json)
    {
        Reserve(json.Length);
        Length += Encoding.ASCII.GetBytes(json, _bytes.AsSpan(Length));
    }

    /// <summary>
    /// Writes the shortest text that is read as the same double again. The value must be finite: JSON has no NaN and no infinity.
    /// </summary>
    public void WriteNumber(double value) => WriteFormatted(value);

    /// <summary>Writes a JSON string, escaped as little as JSON allows, as HotChocolate does.</summary>
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

    /// <summary>Writes UTF-16 text as a JSON string; half of a surrogate pair becomes U+FFFD.</summary>
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
    /// Returns the memory to the pool. What <see cref="WrittenMemory"/> and <see cref="WrittenSpan"/> returned before is no longer valid.
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
