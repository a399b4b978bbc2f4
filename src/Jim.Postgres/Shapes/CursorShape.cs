using System.Buffers;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Language;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>Writes a row's cursor: an opaque text that holds the row's values of the columns that rows are ordered by.</summary>
/// <param name="order">The number of the order, by which a cursor of another order is refused.</param>
/// <param name="cells">The cells with the values, in the sequence of the order.</param>
/// <param name="tieCell">The cell that tells whether another row was read that is equal in the order; null: there is none.</param>
/// <param name="coordinate"><c>Type.field</c>, for errors.</param>
/// <param name="range">The field's place in the document, for errors.</param>
public sealed class CursorShape(uint order, ImmutableArray<int> cells, int? tieCell, string coordinate, SourceRange range) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output)
    {
        var isTied = tieCell is { } cell && source[cell][0] != 0;
        return isTied ? Refuse(output) : Write(source, output);
    }

    /// <summary>Says that no cursor can stand beside the row, because another one is equal to it.</summary>
    public Outcome Refuse(ShapeOutput output) => Fail(ShapeErrors.NoTotalOrder(coordinate), output);

    /// <summary>
    /// Writes the cursor of a row at an end of the page, although other rows of the page may be equal to it: none beyond that end is.
    /// </summary>
    public Outcome Write(in WireRow source, ShapeOutput output)
    {
        var room = PageCursor.HeaderLength;
        foreach (var cell in cells)
        {
            room += 5 + (source.IsNull(cell) ? 0 : source[cell].Length);
        }

        if (!PageCursor.Fits(room))
        {
            return Fail(ShapeErrors.CursorTooLarge(coordinate), output);
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

    private Outcome Fail(GraphQLError error, ShapeOutput output)
    {
        output.Add(error, range);
        return Outcome.Failed;
    }
}
