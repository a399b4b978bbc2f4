using System.Buffers.Binary;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>Writes <c>nodes</c> or <c>edges</c>: each row of the page as an object.</summary>
/// <param name="row">Writes a row.</param>
/// <param name="nonNullItems">True where the type of the items is non-null.</param>
/// <param name="most">How many rows are written at most; with @stream the others follow in another part of the answer.</param>
public sealed class RowsShape(ObjectShape<WireRow> row, bool nonNullItems, int most = int.MaxValue) : Shape<Page>
{
    public override Outcome TryWrite(in Page source, ShapeOutput output)
    {
        var room = source.Count == 0 ? 0 : WireRow.RoomFor(source[0]);
        var cells = room <= 128 ? stackalloc int[128] : new int[room];
        var json = output.Json;
        json.WriteByte((byte)'[');
        for (var i = 0; i < Math.Min(source.Count, most); i++)
        {
            if (i > 0)
            {
                json.WriteByte((byte)',');
            }

            var errors = output.ErrorCount;
            var mark = json.Length;
            var outcome = row.TryWrite(new WireRow(source[i], cells), output);
            if (output.ErrorCount > errors)
            {
                output.Locate(errors, i);
            }

            if (outcome != Outcome.Written)
            {
                if (nonNullItems && !output.KeepsNulls)
                {
                    return Outcome.Failed;
                }

                json.Truncate(mark);
                json.WriteNull();
            }
        }

        json.WriteByte((byte)']');
        return Outcome.Written;
    }
}

/// <summary>
/// Writes the first items of a list with @stream. They have a sub-select of their own besides that of their connection, in the same row.
/// </summary>
public sealed class OwnRowsShape(ConnectionShape rows) : Shape<Page>
{
    public override Outcome TryWrite(in Page source, ShapeOutput output) => rows.TryWrite(source.Owner, output);
}

/// <summary>Writes <c>totalCount</c>.</summary>
/// <param name="cell">The cell with the count (int8) in the row that the connection belongs to.</param>
public sealed class CountShape(int cell) : Shape<Page>
{
    public override Outcome TryWrite(in Page source, ShapeOutput output)
    {
        if (source.Owner.IsNull(cell))
        {
            return Outcome.Null;
        }

        output.Json.WriteNumber(BinaryPrimitives.ReadInt64BigEndian(source.Owner[cell]));
        return Outcome.Written;
    }
}

/// <summary>Writes <c>hasNextPage</c> (<paramref name="next"/> is true) or <c>hasPreviousPage</c>.</summary>
public sealed class HasPageShape(bool next) : Shape<Page>
{
    public override Outcome TryWrite(in Page source, ShapeOutput output)
    {
        output.Json.WriteBoolean(next ? source.HasNext : source.HasPrevious);
        return Outcome.Written;
    }
}

/// <summary>
/// Writes <c>startCursor</c>, the cursor of the page's first row, or <c>endCursor</c> (<paramref name="end"/> is true), that of its last
/// row; null on an empty page.
/// </summary>
public sealed class PageCursorShape(CursorShape cursor, bool end) : Shape<Page>
{
    public override Outcome TryWrite(in Page source, ShapeOutput output)
    {
        if (source.Count == 0)
        {
            return Outcome.Null;
        }

        if (source.IsCut && end != source.Backward)
        {
            return cursor.Refuse(output);
        }

        var row = source[end ? source.Count - 1 : 0];
        var room = WireRow.RoomFor(row);
        var cells = room <= 128 ? stackalloc int[128] : new int[room];
        return cursor.Write(new WireRow(row, cells), output);
    }
}

/// <summary>Writes <c>pageInfo</c>.</summary>
public sealed class PageInfoShape(ObjectShape<Page> members) : Shape<Page>
{
    public override Outcome TryWrite(in Page source, ShapeOutput output) => members.TryWrite(source, output);
}
