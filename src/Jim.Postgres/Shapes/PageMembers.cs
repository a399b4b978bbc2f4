using System.Buffers.Binary;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary><c>nodes</c> and <c>edges</c>: each row of the page as an object.</summary>
/// <param name="most">Rows to write at most; the rest follows in another part of the answer.</param>
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

/// <summary>The first items of a streamed list. They have a sub-select of their own beside that of their connection.</summary>
public sealed class OwnRowsShape(ConnectionShape rows) : Shape<Page>
{
    public override Outcome TryWrite(in Page source, ShapeOutput output) => rows.TryWrite(source.Owner, output);
}

/// <summary><c>totalCount</c>, from a cell beside the rows.</summary>
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

/// <summary><c>hasNextPage</c> and <c>hasPreviousPage</c>.</summary>
public sealed class HasPageShape(bool next) : Shape<Page>
{
    public override Outcome TryWrite(in Page source, ShapeOutput output)
    {
        output.Json.WriteBoolean(next ? source.HasNext : source.HasPrevious);
        return Outcome.Written;
    }
}

/// <summary><c>startCursor</c> and <c>endCursor</c>: that of the first or last row, null on an empty page.</summary>
public sealed class PageCursorShape(CursorShape cursor, bool end) : Shape<Page>
{
    public override Outcome TryWrite(in Page source, ShapeOutput output)
    {
        if (source.Count == 0)
        {
            return Outcome.Null;
        }

        var row = source[end ? source.Count - 1 : 0];
        var room = WireRow.RoomFor(row);
        var cells = room <= 128 ? stackalloc int[128] : new int[room];
        return cursor.TryWrite(new WireRow(row, cells), output);
    }
}

/// <summary><c>pageInfo</c>.</summary>
public sealed class PageInfoShape(ObjectShape<Page> members) : Shape<Page>
{
    public override Outcome TryWrite(in Page source, ShapeOutput output) => members.TryWrite(source, output);
}
