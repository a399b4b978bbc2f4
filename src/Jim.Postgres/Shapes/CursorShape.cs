using System.Buffers;
using System.Collections.Immutable;
using Jim.Postgres.Sql;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>A row's cursor, from the cells of its order.</summary>
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
