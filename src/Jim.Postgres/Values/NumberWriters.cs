using System.Buffers.Binary;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Values;

/// <summary>Writes bool, one byte.</summary>
public sealed class BooleanWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        output.WriteBoolean(value[0] != 0);
        return true;
    }
}

/// <summary>Writes int2, int4 and int8, which are told apart by their length, as JSON numbers.</summary>
public sealed class IntegerWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        output.WriteNumber(Read(value));
        return true;
    }

    internal static long Read(ReadOnlySpan<byte> value) => value.Length switch
    {
        2 => BinaryPrimitives.ReadInt16BigEndian(value),
        4 => BinaryPrimitives.ReadInt32BigEndian(value),
        _ => BinaryPrimitives.ReadInt64BigEndian(value),
    };
}

/// <summary>Writes float4 (4 bytes) and float8 (8 bytes) as JSON numbers. NaN and infinities are none, so they are field errors.</summary>
public sealed class FloatWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        if (value.Length == 4)
        {
            // By way of its decimal text, so that 0.1::float4 becomes 0.1 and not 0.10000000149011612.
            var single = BinaryPrimitives.ReadSingleBigEndian(value);
            if (!float.IsFinite(single))
            {
                return false;
            }

            output.WriteNumber(double.Parse(single.ToString("R", null), null));
            return true;
        }

        var number = BinaryPrimitives.ReadDoubleBigEndian(value);
        if (!double.IsFinite(number))
        {
            return false;
        }

        output.WriteNumber(number);
        return true;
    }
}
