namespace Jim.Postgres.Running.Shapes;

/// <summary>A composite and the object written from it.</summary>
public sealed record RowShape(int CellCount, ObjectShape<WireRow> Object)
{
    /// <summary>Numbers needed for the places of the cells.</summary>
    public int Room => 2 * CellCount;

    public Outcome TryWrite(ReadOnlySpan<byte> composite, ShapeOutput output)
    {
        var cells = Room <= 128 ? stackalloc int[128] : new int[Room];
        return Object.TryWrite(new WireRow(composite, cells), output);
    }
}
