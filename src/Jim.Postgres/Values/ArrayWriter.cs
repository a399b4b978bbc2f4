using Jim.GraphQL.Json;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Values;

/// <summary>
/// Writes an array as a JSON list, further dimensions as lists of lists, and items that are null as null. One item that cannot be written
/// makes the whole value a field error.
/// </summary>
/// <param name="item">Writes the items.</param>
public sealed class ArrayWriter(ValueWriter item) : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var mark = output.Length;
        var array = new WireArray(value);
        if (array.Dimensions == 0)
        {
            output.WriteRaw("[]"u8);
            return true;
        }

        if (TryWriteDimension(ref array, 0, value, output))
        {
            return true;
        }

        output.Truncate(mark);
        return false;
    }

    private bool TryWriteDimension(ref WireArray array, int dimension, ReadOnlySpan<byte> value, JsonBuffer output)
    {
        output.WriteByte((byte)'[');
        for (var i = 0; i < array.SizeOf(dimension); i++)
        {
            if (i > 0)
            {
                output.WriteByte((byte)',');
            }

            var written = dimension + 1 < array.Dimensions
                ? TryWriteDimension(ref array, dimension + 1, value, output)
                : TryWriteItem(ref array, value, output);
            if (!written)
            {
                return false;
            }
        }

        output.WriteByte((byte)']');
        return true;
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
