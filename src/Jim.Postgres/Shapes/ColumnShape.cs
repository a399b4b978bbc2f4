using Jim.GraphQL.Language;
using Jim.Postgres.Values;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>
/// Writes one cell of the row as its type is written; null where it is null, an error where it cannot be written (see
/// <see cref="ValueWriter"/>). An item of a list that cannot be written is null with an error of its own, as items are always nullable.
/// </summary>
/// <param name="cell">The number of the cell, from 0.</param>
/// <param name="writer">Writes the type.</param>
/// <param name="coordinate"><c>Type.field</c>, for errors.</param>
/// <param name="range">The field's place in the document, for errors.</param>
public sealed class ColumnShape(int cell, ValueWriter writer, string coordinate, SourceRange range) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output)
    {
        if (source.IsNull(cell))
        {
            return Outcome.Null;
        }

        if (writer is ArrayWriter items)
        {
            var without = items.Write(source[cell], output.Json);
            foreach (var place in without)
            {
                output.Add(ShapeErrors.InvalidLeaf(coordinate) with { Path = [place] }, range);
            }

            var isLabelUnknown = !without.IsEmpty && items.KnowsAllValues && new WireArray(source[cell]).Dimensions == 1;
            return isLabelUnknown ? output.Outdate() : Outcome.Written;
        }

        if (writer.TryWrite(source[cell], output.Json))
        {
            return Outcome.Written;
        }

        output.Add(ShapeErrors.InvalidLeaf(coordinate), range);
        return writer.KnowsAllValues ? output.Outdate() : Outcome.Failed;
    }
}
