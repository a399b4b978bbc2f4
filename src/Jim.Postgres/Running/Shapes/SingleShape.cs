namespace Jim.Postgres.Running.Shapes;

/// <summary>A row of its own inside a cell.</summary>
public sealed class SingleShape(int cell, RowShape row) : Shape<WireRow>
{
    public override Outcome TryWrite(in WireRow source, ShapeOutput output) =>
        source.IsNull(cell) ? Outcome.Null : row.TryWrite(source[cell], output);
}
