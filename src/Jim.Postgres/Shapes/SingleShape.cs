using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>Writes an object whose row has a sub-select of its own and is a composite in one cell; null where there is no row.</summary>
/// <param name="cell">The cell that holds the composite.</param>
/// <param name="types">The types of the composite's cells.</param>
/// <param name="row">Writes the members.</param>
public sealed class SingleShape(int cell, CellTypes types, ObjectShape<WireRow> row) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output)
    {
        if (source.IsNull(cell))
        {
            return Outcome.Null;
        }

        var composite = source[cell];
        if (!types.Fit(composite))
        {
            return output.Outdate();
        }

        var room = WireRow.RoomFor(composite);
        var cells = room <= 128 ? stackalloc int[128] : new int[room];
        return row.TryWrite(new WireRow(composite, cells), output);
    }
}
