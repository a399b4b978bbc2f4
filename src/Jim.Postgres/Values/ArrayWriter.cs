using Jim.GraphQL.Json;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Values;

/// <summary>
/// Writes an array as a JSON list, and items that are null as null. The type of a column does not tell its number of dimensions, so that
/// any row may hold an array of arrays in a column whose field is a list of single values; the inner arrays have no form there.
/// </summary>
/// <param name="item">Writes the items.</param>
public sealed class ArrayWriter(ValueWriter item) : ValueWriter
{
    /// <summary>Of how many items without a form one value tells the places; each becomes an error of the answer.</summary>
    private const int ToldMax = 20;

    public override bool KnowsAllValues => item.KnowsAllValues;

    /// <summary>False where one item has no form.</summary>
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var mark = output.Length;
        if (Write(value, output).IsEmpty)
        {
            return true;
        }

        output.Truncate(mark);
        return false;
    }

    /// <summary>Writes null for each item that has no form, and gives the places of the first of them.</summary>
    public ImmutableArray<int> Write(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var array = new WireArray(value);
        var count = array.Dimensions == 0 ? 0 : array.SizeOf(0);
        var without = ImmutableArray<int>.Empty;
        output.WriteByte((byte)'[');
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                output.WriteByte((byte)',');
            }

            if (!TryWriteItem(ref array, value, output))
            {
                output.WriteNull();
                without = without.Length < ToldMax ? without.Add(i) : without;
            }
        }

        output.WriteByte((byte)']');
        return without;
    }

    private bool TryWriteItem(ref WireArray array, ReadOnlySpan<byte> value, JsonBuffer output)
    {
        if (array.Dimensions > 1)
        {
            return false;
        }

        array.Next(out var start, out var length);
        if (length >= 0)
        {
            return item.TryWrite(value.Slice(start, length), output);
        }

        output.WriteNull();
        return true;
    }
}
