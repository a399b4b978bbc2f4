using System.Buffers.Binary;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Values;

/// <summary>
/// timestamptz and timestamp in HotChocolate 16's form: trailing zeros of the fraction cut, <c>Z</c> where it is an instant.
/// </summary>
public sealed class TimestampWriter(bool instant) : ValueWriter
{
    /// <summary>2000-01-01, from which Postgres counts microseconds, in ticks.</summary>
    internal const long Epoch = 630822816000000000;

    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var microseconds = BinaryPrimitives.ReadInt64BigEndian(value);
        if (microseconds < -Epoch / 10 || microseconds > (DateTime.MaxValue.Ticks - Epoch) / 10)
        {
            return false;
        }

        var at = new DateTime(Epoch + (microseconds * 10), DateTimeKind.Unspecified);
        var text = output.GetSpan(40);
        text[0] = (byte)'"';
        var length = 1 + TimeText.Date(DateOnly.FromDateTime(at), text[1..]);
        text[length++] = (byte)'T';
        length += TimeText.Time(at.TimeOfDay.Ticks, text[length..]);
        if (instant)
        {
            text[length++] = (byte)'Z';
        }

        text[length++] = (byte)'"';
        output.Advance(length);
        return true;
    }
}

public sealed class DateWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var day = (long)BinaryPrimitives.ReadInt32BigEndian(value) + (TimestampWriter.Epoch / TimeSpan.TicksPerDay);
        if (day < 0 || day > DateOnly.MaxValue.DayNumber)
        {
            return false;
        }

        var text = output.GetSpan(12);
        text[0] = text[11] = (byte)'"';
        TimeText.Date(DateOnly.FromDayNumber((int)day), text[1..]);
        output.Advance(12);
        return true;
    }
}

/// <summary>time; 24:00 is a value of Postgres that LocalTime does not have.</summary>
public sealed class TimeWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var ticks = BinaryPrimitives.ReadInt64BigEndian(value) * 10;
        if (ticks >= TimeSpan.TicksPerDay)
        {
            return false;
        }

        var text = output.GetSpan(24);
        text[0] = (byte)'"';
        var length = 1 + TimeText.Time(ticks, text[1..]);
        text[length++] = (byte)'"';
        output.Advance(length);
        return true;
    }
}
