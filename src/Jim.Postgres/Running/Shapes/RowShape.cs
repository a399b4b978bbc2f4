namespace Jim.Postgres.Running.Shapes;

/// <summary>A composite and the object written from it.</summary>
/// <param name="cellCount">Asked when the plan is complete: other members may add cells to the same row.</param>
public sealed class RowShape(Func<int> cellCount, ObjectShape<WireRow> row)
{
    private int _room;

    public ObjectShape<WireRow> Object { get; } = row;

    /// <summary>Numbers needed for the places of the cells.</summary>
    public int Room => _room > 0 ? _room : _room = Math.Max(2, 2 * cellCount());

    public Outcome TryWrite(ReadOnlySpan<byte> composite, ShapeOutput output)
    {
        var cells = Room <= 128 ? stackalloc int[128] : new int[Room];
        return Object.TryWrite(new WireRow(composite, cells), output);
    }
}
