using System.Buffers.Binary;

namespace Jim.Postgres.Wire;

/// <summary>
/// A walk over an array in binary format: dimensions, null flag, item type, then for each dimension its size and lower bound, then length
/// and bytes of each item. Items of deeper dimensions follow one another.
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

    /// <summary>Items in all dimensions.</summary>
    public int Count { get; }

    public readonly int SizeOf(int dimension) => BinaryPrimitives.ReadInt32BigEndian(_bytes[(12 + (8 * dimension))..]);

    /// <summary>Steps to the next item; its bytes start at <paramref name="start"/>, <paramref name="length"/> is -1 for null.</summary>
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
