using System.Buffers.Binary;

namespace Jim.Postgres.Wire;

/// <summary>
/// The types that the cells of a row must have, because a plan reads their bytes as values of these types. After an <c>alter table</c> a
/// column's bytes are those of another type, and reading them as before gives a wrong value instead of an error.
/// </summary>
/// <param name="types">The OID of each cell's type; <see cref="Any"/> where it is not compared.</param>
public sealed class CellTypes(ImmutableArray<uint> types)
{
    /// <summary>The cell's SQL fixes its type, or its bytes are not read.</summary>
    public const uint Any = 0;

    /// <summary>
    /// True when Postgres says of each cell of the row that it has the type told here. All rows of one array have the same types, so that
    /// one of them is enough.
    /// </summary>
    /// <param name="row">The composite; see <see cref="WireRow"/>.</param>
    public bool Fit(ReadOnlySpan<byte> row)
    {
        if (BinaryPrimitives.ReadInt32BigEndian(row) != types.Length)
        {
            return false;
        }

        var at = 4;
        foreach (var type in types.AsSpan())
        {
            if (type != Any && type != BinaryPrimitives.ReadUInt32BigEndian(row[at..]))
            {
                return false;
            }

            at += 8 + Math.Max(BinaryPrimitives.ReadInt32BigEndian(row[(at + 4)..]), 0);
        }

        return true;
    }
}
