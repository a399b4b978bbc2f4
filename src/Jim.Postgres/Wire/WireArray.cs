using System.Buffers.Binary;

namespace Jim.Postgres.Wire;

/// <summary>
/// Walks over an array in Postgres' binary format, as <c>array_send</c> writes it: the number of dimensions, a flag for nulls, the OID of
/// the items' type, then for each dimension its size and lower bound, then length and bytes of each item, all numbers in 32 bits. The items
/// of all dimensions follow one another, those of the last dimension side by side.
/// </summary>
public ref struct WireArray
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private int _left;

    public WireArray(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        Dimensions = BinaryPrimitives.ReadInt32BigEndian(bytes);
        Count = Dimensions == 0 ? 0 : 1;
        for (var d = 0; d < Dimensions; d++)
        {
            Count *= SizeOf(d);
        }

        _at = 12 + (8 * Dimensions);
        _left = Count;
    }

    /// <summary>0 for an empty array.</summary>
    public int Dimensions { get; }

    /// <summary>How many items there are in all dimensions together.</summary>
    public int Count { get; }

    /// <summary>How many items, or arrays of the next dimension, a dimension has; dimensions are counted from 0.</summary>
    public readonly int SizeOf(int dimension) => BinaryPrimitives.ReadInt32BigEndian(_bytes[(12 + (8 * dimension))..]);

    /// <summary>
    /// Steps to the next item; false after the last. The item's bytes are at <paramref name="start"/> of the array's;
    /// <paramref name="length"/> is -1 for null.
    /// </summary>
    public bool Next(out int start, out int length)
    {
        if (_left-- <= 0)
        {
            (start, length) = (0, -1);
            return false;
        }

        length = BinaryPrimitives.ReadInt32BigEndian(_bytes[_at..]);
        start = _at + 4;
        _at = start + Math.Max(length, 0);
        return true;
    }
}
