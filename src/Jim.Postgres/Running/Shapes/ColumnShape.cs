using Jim.GraphQL.Language;
using Jim.Postgres.Running.Values;

namespace Jim.Postgres.Running.Shapes;

/// <summary>A cell of the row.</summary>
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

        output.Add(RunErrors.InvalidLeaf(coordinate), range);
        return Outcome.Failed;
    }
}
