using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>
/// Writes the object of a joined row, whose cells are in the same composite as those of the row it is joined to. It is null where the
/// joined row's key is null, because then the left join found no row.
/// </summary>
public sealed class RelatedShape(int keyCell, ObjectShape<WireRow> row) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output) =>
        source.IsNull(keyCell) ? Outcome.Null : row.TryWrite(source, output);
}
