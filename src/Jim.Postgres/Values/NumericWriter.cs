using System.Buffers.Binary;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Values;

/// <summary>
/// Writes numeric as a JSON number, digit by digit, so that no value loses precision. NaN and infinities are no JSON numbers, so they are
/// strings in Postgres' words. The binary form is four 16-bit numbers, which are the count of digits, the weight of the first digit (its
/// power of 10,000), the sign, and how many decimals are shown; then the digits, 16 bits each, of base 10,000.
/// </summary>
public sealed class NumericWriter : ValueWriter
{
    private const int Negative = 0x4000;
    private const int Special = 0xC000;
    private const int Infinite = 0xD000;

    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        int count = BinaryPrimitives.ReadInt16BigEndian(value);
        int weight = BinaryPrimitives.ReadInt16BigEndian(value[2..]);
        int sign = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        int decimals = BinaryPrimitives.ReadUInt16BigEndian(value[6..]);
        if ((sign & Special) == Special)
        {
            output.WriteRaw(sign switch
            {
                Special => "\"NaN\""u8,
                Infinite => "\"Infinity\""u8,
                _ => "\"-Infinity\""u8,
            });
            return true;
        }

        if (sign == Negative)
        {
            output.WriteByte((byte)'-');
        }

        var digits = value[8..];
        WriteWhole(digits, count, weight, output);
        WriteDecimals(digits, count, weight, decimals, output);
        return true;
    }

    private static int Digit(ReadOnlySpan<byte> digits, int count, int index) =>
        (uint)index < (uint)count ? BinaryPrimitives.ReadInt16BigEndian(digits[(2 * index)..]) : 0;

    private static void WriteWhole(ReadOnlySpan<byte> digits, int count, int weight, JsonBuffer output)
    {
        if (weight < 0)
        {
            output.WriteByte((byte)'0');
            return;
        }

        output.WriteNumber(Digit(digits, count, 0));
        for (var i = 1; i <= weight; i++)
        {
            WriteFour(Digit(digits, count, i), 4, output);
        }
    }

    private static void WriteDecimals(ReadOnlySpan<byte> digits, int count, int weight, int decimals, JsonBuffer output)
    {
        if (decimals == 0)
        {
            return;
        }

        output.WriteByte((byte)'.');
        for (var i = weight + 1; decimals > 0; i++, decimals -= 4)
        {
            WriteFour(Digit(digits, count, i), Math.Min(decimals, 4), output);
        }
    }

    private static void WriteFour(int digit, int show, JsonBuffer output)
    {
        for (var unit = 1000; show > 0; unit /= 10, show--)
        {
            output.WriteByte((byte)('0' + (digit / unit % 10)));
        }
    }
}
