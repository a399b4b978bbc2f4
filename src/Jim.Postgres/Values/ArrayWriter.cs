using System.Collections.Immutable;
using Jim.GraphQL.Json;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Values;

/// <summary>Writes an array as a JSON list, further dimensions as lists of lists, and items that are null as null.</summary>
/// <param name="item">Writes the items.</param>
public sealed class ArrayWriter(ValueWriter item) : ValueWriter
{
    /// <summary>Of how many items without a form one value tells the places; each becomes an error of the answer.</summary>
    private const int ToldMax = 20;

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
    public ImmutableArray<ImmutableArray<object>> Write(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var array = new WireArray(value);
        if (array.Dimensions == 0)
        {
            output.WriteRaw("[]"u8);
            return [];
        }

        var without = ImmutableArray<ImmutableArray<object>>.Empty;
        WriteDimension(ref array, 0, value, output, ref without);
        return without;
    }

    private void WriteDimension(
        ref WireArray array, int dimension, ReadOnlySpan<byte> value, JsonBuffer output, ref ImmutableArray<ImmutableArray<object>> without)
    {
        output.WriteByte((byte)'[');
        for (var i = 0; i < array.SizeOf(dimension); i++)
        {
            if (i > 0)
            {
                output.WriteByte((byte)',');
            }

            if (dimension + 1 < array.Dimensions)
            {
                var before = without.Length;
                WriteDimension(ref array, dimension + 1, value, output, ref without);
                without = before == without.Length ? without : [.. without[..before], .. without[before..].Select(w => w.Insert(0, i))];
            }
            else if (!TryWriteItem(ref array, value, output))
            {
                output.WriteNull();
                without = without.Length < ToldMax ? without.Add([i]) : without;
            }
        }

        output.WriteByte((byte)']');
    }

    private bool TryWriteItem(ref WireArray array, ReadOnlySpan<byte> value, JsonBuffer output)
    {
        array.Next(out var start, out var length);
        if (length >= 0)
        {
            return item.TryWrite(value.Slice(start, length), output);
        }

        output.WriteNull();
        return true;
    }
}
