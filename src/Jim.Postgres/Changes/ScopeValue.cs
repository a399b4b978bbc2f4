using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Jim.Postgres.Changes;

/// <summary>A value in a column, as the change log tells it.</summary>
/// <param name="Table">OID of the table.</param>
/// <param name="Column"><c>attnum</c>.</param>
/// <param name="Hash">See <see cref="Compute"/>.</param>
public readonly record struct ScopeValue(uint Table, short Column, long Hash)
{
    private const int TextOnStack = 256;

    /// <summary>
    /// The number itself, else what Postgres' <c>uuid_hash_extended</c> or <c>hashtextextended</c> with seed 0 gives on a little-endian
    /// machine. Null: the log does not tell values of this type.
    /// </summary>
    public static long? Compute(object value) => value switch
    {
        short number => number,
        int number => number,
        long number => number,
        Guid id => HashBytes(id),
        string text => HashBytes(text),
        _ => null,
    };

    private static long HashBytes(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Hash64(bytes);
    }

    private static long HashBytes(string text)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        var bytes = size <= TextOnStack ? stackalloc byte[size] : new byte[size];
        Encoding.UTF8.GetBytes(text, bytes);
        return Hash64(bytes);
    }

    /// <summary>Bob Jenkins' lookup3 as in Postgres' <c>hash_bytes_extended</c> with seed 0.</summary>
    private static long Hash64(ReadOnlySpan<byte> bytes)
    {
        uint a, b, c;
        a = b = c = 0x9e3779b9u + (uint)bytes.Length + 3923095u;
        Span<byte> last = stackalloc byte[12];
        while (bytes.Length >= 12)
        {
            (a, b, c) = Mix(Add(a, bytes), Add(b, bytes[4..]), Add(c, bytes[8..]));
            bytes = bytes[12..];
        }

        // The lowest byte of the third word is left out, for the length in other forms of the hash.
        last.Clear();
        bytes[..Math.Min(bytes.Length, 8)].CopyTo(last);
        if (bytes.Length > 8)
        {
            bytes[8..].CopyTo(last[9..]);
        }

        (_, b, c) = Finish(Add(a, last), Add(b, last[4..]), Add(c, last[8..]));
        return (long)(((ulong)b << 32) | c);
    }

    private static uint Add(uint word, ReadOnlySpan<byte> bytes) => word + BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static (uint A, uint B, uint C) Mix(uint a, uint b, uint c)
    {
        (a, c) = ((a - c) ^ BitOperations.RotateLeft(c, 4), c + b);
        (b, a) = ((b - a) ^ BitOperations.RotateLeft(a, 6), a + c);
        (c, b) = ((c - b) ^ BitOperations.RotateLeft(b, 8), b + a);
        (a, c) = ((a - c) ^ BitOperations.RotateLeft(c, 16), c + b);
        (b, a) = ((b - a) ^ BitOperations.RotateLeft(a, 19), a + c);
        (c, b) = ((c - b) ^ BitOperations.RotateLeft(b, 4), b + a);
        return (a, b, c);
    }

    private static (uint A, uint B, uint C) Finish(uint a, uint b, uint c)
    {
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        c = (c ^ b) - BitOperations.RotateLeft(b, 24);
        return (a, b, c);
    }
}
