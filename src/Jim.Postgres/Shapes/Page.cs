using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>The rows of one page in binary form, without the surplus row that only says that there are more.</summary>
public readonly ref struct Page
{
    /// <summary>Start and length of each row in <see cref="Rows"/>.</summary>
    private readonly ReadOnlySpan<int> _places;
    private readonly bool _backward;

    public Page(ReadOnlySpan<byte> rows, ReadOnlySpan<int> places, bool backward, bool hasNext, bool hasPrevious, WireRow owner)
    {
        Rows = rows;
        _places = places;
        _backward = backward;
        HasNext = hasNext;
        HasPrevious = hasPrevious;
        Owner = owner;
    }

    public ReadOnlySpan<byte> Rows { get; }

    public int Count => _places.Length / 2;

    public bool HasNext { get; }

    public bool HasPrevious { get; }

    /// <summary>The row that holds the connection; its count is in a cell there.</summary>
    public WireRow Owner { get; }

    /// <summary>The n-th row of the page in the connection's order; asked backwards, rows arrive in the opposite one.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var at = 2 * (_backward ? Count - 1 - index : index);
            return Rows.Slice(_places[at], _places[at + 1]);
        }
    }
}
