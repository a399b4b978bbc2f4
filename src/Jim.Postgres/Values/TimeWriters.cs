using System.Buffers.Binary;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Values;

/// <summary>
/// Writes timestamptz and timestamp as HotChocolate 16 writes them: without zeros at the end of the fraction, and with <c>Z</c> where the
/// value is a moment. The binary form is microseconds since 2000-01-01. Infinity and years outside of 1 to 9999 are field errors.
/// </summary>
/// <param name="instant">True for timestamptz, which is sent in UTC; false for timestamp, which has no zone.</param>
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

/// <summary>
/// Writes date, whose binary form is days since 2000-01-01. Infinity and years outside of 1 to 9999 are field errors.
/// </summary>
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

/// <summary>
/// Writes time, whose binary form is microseconds since midnight. Postgres has the value 24:00, which LocalTime does not have; it is a
/// field error.
/// </summary>
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
