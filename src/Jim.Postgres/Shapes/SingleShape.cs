using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>An object whose row was selected by a sub-select of its own, and is a composite in one cell.</summary>
public sealed class SingleShape(int cell, ObjectShape<WireRow> row) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output)
    {
        if (source.IsNull(cell))
        {
            return Outcome.Null;
        }

        var composite = source[cell];
        var room = WireRow.RoomFor(composite);
        var cells = room <= 128 ? stackalloc int[128] : new int[room];
        return row.TryWrite(new WireRow(composite, cells), output);
    }
}
