using System.Buffers.Binary;

namespace Jim.Postgres.Wire;

/// <summary>
/// One row in the binary format of a composite, as <c>record_send</c> writes it: the number of cells, then the OID of the type, length
/// and bytes of each, all numbers in 32 bits. The constructor finds the cells, which can then be read in any order. Their types are
/// compared before, once for all rows of an array (<see cref="CellTypes"/>).
/// </summary>
public readonly ref struct WireRow
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<int> _cells;

    /// <param name="bytes">The composite.</param>
    /// <param name="cells">
    /// Room for two numbers per cell, as many as <see cref="RoomFor"/> says; filled with its start, and its length or -1 for null.
    /// </param>
    public WireRow(ReadOnlySpan<byte> bytes, Span<int> cells)
    {
        _bytes = bytes;
        var at = 4;
        var count = BinaryPrimitives.ReadInt32BigEndian(bytes);
        for (var i = 0; i < count; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes[(at + 4)..]);
            cells[2 * i] = at += 8;
            cells[(2 * i) + 1] = length;
            at += Math.Max(length, 0);
        }

        _cells = cells[..(2 * count)];
    }

    /// <summary>How many numbers the constructor needs room for: two for each cell that the row says it has.</summary>
    public static int RoomFor(ReadOnlySpan<byte> bytes) => 2 * BinaryPrimitives.ReadInt32BigEndian(bytes);

    public bool IsNull(int cell) => _cells[(2 * cell) + 1] < 0;

    /// <summary>The bytes of a cell that is not null (see <see cref="IsNull"/>). Cells are counted from 0.</summary>
    public ReadOnlySpan<byte> this[int cell] => _bytes.Slice(_cells[2 * cell], _cells[(2 * cell) + 1]);
}
