using System.Buffers;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>Writes a row's cursor: an opaque text that holds the row's values of the columns that rows are ordered by.</summary>
/// <param name="order">The number of the order, by which a cursor of another order is refused.</param>
/// <param name="cells">The cells with the values, in the sequence of the order.</param>
public sealed class CursorShape(uint order, ImmutableArray<int> cells) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output)
    {
        var room = PageCursor.HeaderLength;
        foreach (var cell in cells)
        {
            room += 5 + (source.IsNull(cell) ? 0 : source[cell].Length);
        }

        var rented = room <= 512 ? null : ArrayPool<byte>.Shared.Rent(room);
        var bytes = rented ?? stackalloc byte[512];
        var length = PageCursor.WriteHeader(order, bytes);
        foreach (var cell in cells)
        {
            length += source.IsNull(cell) ? PageCursor.WriteNull(bytes[length..]) : PageCursor.WriteValue(source[cell], bytes[length..]);
        }

        PageCursor.WriteText(bytes[..length], output.Json);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return Outcome.Written;
    }
}
