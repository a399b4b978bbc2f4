using System.Buffers.Binary;
using System.Text;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Values;

/// <summary>
/// Writes an interval as an ISO 8601 duration. The binary form is microseconds (int8), days (int4) and months (int4). Each of the three
/// keeps its own sign, as in <c>P-1M2DT-3S</c>: they cannot be added up, because a month has no fixed number of days.
/// </summary>
public sealed class IntervalWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var microseconds = BinaryPrimitives.ReadInt64BigEndian(value);
        var days = BinaryPrimitives.ReadInt32BigEndian(value[8..]);
        var months = BinaryPrimitives.ReadInt32BigEndian(value[12..]);
        var text = new StringBuilder("P");
        Append(text, months / 12, 'Y');
        Append(text, months % 12, 'M');
        Append(text, days, 'D');
        if (microseconds != 0)
        {
            text.Append('T');
            Append(text, microseconds / 3_600_000_000, 'H');
            Append(text, microseconds / 60_000_000 % 60, 'M');
            AppendSeconds(text, microseconds % 60_000_000);
        }

        output.WriteString(text.Length == 1 ? "PT0S" : text.ToString());
        return true;
    }

    private static void Append(StringBuilder text, long amount, char unit)
    {
        if (amount != 0)
        {
            text.Append(amount).Append(unit);
        }
    }

    private static void AppendSeconds(StringBuilder text, long microseconds)
    {
        if (microseconds == 0)
        {
            return;
        }

        Span<byte> fraction = stackalloc byte[8];
        text.Append(microseconds < 0 ? "-" : string.Empty).Append(Math.Abs(microseconds) / 1_000_000);
        var length = TimeText.Fraction((int)(Math.Abs(microseconds) % 1_000_000 * 10), fraction);
        text.Append(Encoding.ASCII.GetString(fraction[..length])).Append('S');
    }
}
