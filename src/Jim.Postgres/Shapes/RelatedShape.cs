using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>An object of a joined row, whose cells are in the same composite. It is null where the joined row's key is null.</summary>
public sealed class RelatedShape(int keyCell, ObjectShape<WireRow> row) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output) =>
        source.IsNull(keyCell) ? Outcome.Null : row.TryWrite(source, output);
}
