using Jim.GraphQL.Language;
using Jim.Postgres.Values;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>Writes one cell of the row in the form of its type.</summary>
public sealed class ColumnShape(int cell, ValueWriter writer, string coordinate, SourceRange range) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output)
    {
        if (source.IsNull(cell))
        {
            return Outcome.Null;
        }

        if (writer.TryWrite(source[cell], output.Json))
        {
            return Outcome.Written;
        }

        output.Add(ShapeErrors.InvalidLeaf(coordinate), range);
        return Outcome.Failed;
    }
}
