using Jim.GraphQL.Language;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>
/// Writes the row of a key of which Postgres does not guarantee that it is unique; null where there is no such row, an error where there
/// are several.
/// </summary>
/// <param name="own">Writes the row that is to be taken where there is one; null: there is no such preference.</param>
/// <param name="cell">The cell with an array of the rows of that key, of two at most.</param>
/// <param name="types">The types of the cells of each of these rows.</param>
/// <param name="row">Writes a row of the array.</param>
/// <param name="coordinate"><c>Type.field</c>, for errors.</param>
/// <param name="range">The field's place in the document, for errors.</param>
public sealed class KeyedRowShape(
    SingleShape? own, int cell, CellTypes types, ObjectShape<WireRow> row, string coordinate, SourceRange range) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output)
    {
        if (own?.TryWrite(source, output) is { } outcome and not Outcome.Null)
        {
            return outcome;
        }

        var bytes = source[cell];
        var found = new WireArray(bytes);
        if (!found.Next(out var start, out var length))
        {
            return Outcome.Null;
        }

        if (found.Count > 1)
        {
            output.Add(ShapeErrors.AmbiguousKey(coordinate), range);
            return Outcome.Failed;
        }

        var composite = bytes.Slice(start, length);
        if (!types.Fit(composite))
        {
            return output.Outdate();
        }

        var room = WireRow.RoomFor(composite);
        var cells = room <= 128 ? stackalloc int[128] : new int[room];
        return row.TryWrite(new WireRow(composite, cells), output);
    }
}
