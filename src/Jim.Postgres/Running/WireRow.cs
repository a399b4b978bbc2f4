using System.Buffers.Binary;

namespace Jim.Postgres.Running;

/// <summary>
/// One row in the binary format of a composite: a count, then type, length and bytes for each cell. Cells are found once and read in any
/// order. The types told are not looked at: an enum's changes when it is made again (design §14), and the plan knows what it asked for.
/// </summary>
public readonly ref struct WireRow
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<int> _cells;

    /// <param name="bytes">The composite.</param>
    /// <param name="cells">Room for two numbers per cell: start, and length or -1.</param>
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

    public bool IsNull(int cell) => _cells[(2 * cell) + 1] < 0;

    /// <summary>The cell's bytes; ask <see cref="IsNull"/> first.</summary>
    public ReadOnlySpan<byte> this[int cell] => _bytes.Slice(_cells[2 * cell], _cells[(2 * cell) + 1]);
}
