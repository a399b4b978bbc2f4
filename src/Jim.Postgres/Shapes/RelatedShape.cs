using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>A related row whose cells lie in the same row, joined; absent where its key is null.</summary>
public sealed class RelatedShape(int keyCell, ObjectShape<WireRow> row) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output) =>
        source.IsNull(keyCell) ? Outcome.Null : row.TryWrite(source, output);
}
