using Jim.Postgres.Wire;

namespace Jim.Postgres.Shapes;

/// <summary>The rows of one page in binary form, without the additional row that only says that there are further pages.</summary>
public readonly ref struct Page
{
    /// <summary>Start and length of each row in <see cref="Rows"/>.</summary>
    private readonly ReadOnlySpan<int> _places;

    public Page(
        ReadOnlySpan<byte> rows, ReadOnlySpan<int> places, bool backward, bool hasNext, bool hasPrevious, bool isCut, WireRow owner)
    {
        Rows = rows;
        _places = places;
        Backward = backward;
        HasNext = hasNext;
        HasPrevious = hasPrevious;
        IsCut = isCut;
        Owner = owner;
    }

    /// <summary>The array as Postgres sent it (see <see cref="WireArray"/>).</summary>
    public ReadOnlySpan<byte> Rows { get; }

    /// <summary>How many rows the page has.</summary>
    public int Count => _places.Length / 2;

    public bool HasNext { get; }

    public bool HasPrevious { get; }

    /// <summary>True when the page was asked for by <c>last</c>: it is limited at its start.</summary>
    public bool Backward { get; }

    /// <summary>
    /// True when the page is limited between two rows that are equal in the order: a page that goes on from there would lose rows.
    /// </summary>
    public bool IsCut { get; }

    /// <summary>The row that the connection belongs to. It has the total count in a cell.</summary>
    public WireRow Owner { get; }

    /// <summary>
    /// The row of the page at an index from 0, in the connection's order. Rows of a page that was asked for by <c>last</c> arrive in the
    /// opposite order.
    /// </summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var at = 2 * (Backward ? Count - 1 - index : index);
            return Rows.Slice(_places[at], _places[at + 1]);
        }
    }
}
