using System.Buffers;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>Where the rows of a page are in the row that the connection belongs to, and which page was asked for.</summary>
/// <param name="RowsCell">The cell with the rows as an array of composites; null when only the count is asked for.</param>
/// <param name="Types">The types of the cells of each of these rows.</param>
/// <param name="Size">How many rows the page has at most. Postgres may send one row more, which says that there are further pages.</param>
/// <param name="Backward">True when the page was asked for by <c>last</c>. Its rows then arrive in the opposite order.</param>
/// <param name="PrecedingCell">
/// The cell that tells whether there are rows at or before the cursor after which the page begins; null: nobody asks, or there is no such
/// cursor.
/// </param>
/// <param name="FollowingCell">The same for rows at or after the cursor before which the page ends.</param>
/// <param name="TieCell">
/// The cell of each row that tells whether another one was read that is equal to it in the order; null: nobody asks, or there are none.
/// </param>
public sealed record PageFrame(
    int? RowsCell, CellTypes Types, int Size, bool Backward, int? PrecedingCell, int? FollowingCell, int? TieCell);

/// <summary>Reads the rows of a page and writes the members of its connection, or a list that has a sub-select of its own.</summary>
public sealed class ConnectionShape(PageFrame frame, Shape<Page> members) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output)
    {
        if (frame.RowsCell is not { } cell || source.IsNull(cell))
        {
            return members.TryWrite(new Page([], [], frame.Backward, false, false, false, source), output);
        }

        var bytes = source[cell];
        var array = new WireArray(bytes);
        var room = 2 * array.Count;
        var rented = room <= 256 ? null : ArrayPool<int>.Shared.Rent(room);
        var places = rented ?? stackalloc int[256];
        try
        {
            for (var i = 0; array.Next(out var start, out var length); i += 2)
            {
                (places[i], places[i + 1]) = (start, length);
            }

            if (array.Count > 0 && !frame.Types.Fit(bytes.Slice(places[0], places[1])))
            {
                return output.Outdate();
            }

            return members.TryWrite(ReadPage(bytes, places, array.Count, source), output);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<int>.Shared.Return(rented);
            }
        }
    }

    private Page ReadPage(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> places, int arrived, WireRow owner)
    {
        var more = arrived > frame.Size;
        var count = Math.Min(arrived, frame.Size);
        var hasNext = (more && !frame.Backward) || IsTrue(owner, frame.FollowingCell);
        var hasPrevious = (more && frame.Backward) || IsTrue(owner, frame.PrecedingCell);
        var isCut = more && IsTied(bytes.Slice(places[2 * count], places[(2 * count) + 1]));
        return new Page(bytes, places[..(2 * count)], frame.Backward, hasNext, hasPrevious, isCut, owner);
    }

    /// <summary>Equal rows arrive next to each other, so the row after the page can be equal to the last of the page only.</summary>
    private bool IsTied(ReadOnlySpan<byte> surplus)
    {
        if (frame.TieCell is null)
        {
            return false;
        }

        var room = WireRow.RoomFor(surplus);
        var cells = room <= 128 ? stackalloc int[128] : new int[room];
        return IsTrue(new WireRow(surplus, cells), frame.TieCell);
    }

    private static bool IsTrue(in WireRow row, int? cell) => cell is { } known && !row.IsNull(known) && row[known][0] != 0;
}
