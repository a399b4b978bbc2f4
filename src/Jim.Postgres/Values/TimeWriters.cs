using System.Buffers.Binary;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Values;

/// <summary>
/// Writes timestamptz and timestamp as HotChocolate 16 writes them: without zeros at the end of the fraction, and with <c>Z</c> where the
/// value is a moment. The binary form is microseconds since 2000-01-01. For infinity and years outside of 1 to 9999 that form has no place:
/// they are written as Postgres writes them into JSON, <c>infinity</c>, with more than four digits, and with <c>BC</c> at the end.
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
            WriteFar(microseconds, output);
            return true;
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

    private void WriteFar(long microseconds, JsonBuffer output)
    {
        if (microseconds is long.MaxValue or long.MinValue)
        {
            output.WriteRaw(microseconds > 0 ? "\"infinity\""u8 : "\"-infinity\""u8);
            return;
        }

        const long Day = TimeSpan.TicksPerDay / 10;
        var day = Math.DivRem(microseconds, Day, out var time);
        (day, time) = time < 0 ? (day - 1, time + Day) : (day, time);
        var text = output.GetSpan(40);
        text[0] = (byte)'"';
        var length = 1 + TimeText.FarDate(day + (Epoch / TimeSpan.TicksPerDay), text[1..], out var isBeforeYearOne);
        text[length++] = (byte)'T';
        length += TimeText.Time(time * 10, text[length..]);
        output.Advance(length);
        output.WriteRaw((instant, isBeforeYearOne) switch
        {
            (true, true) => "Z BC\""u8,
            (true, false) => "Z\""u8,
            (false, true) => " BC\""u8,
            (false, false) => "\""u8,
        });
    }
}

/// <summary>
/// Writes date, whose binary form is days since 2000-01-01. Infinity and years outside of 1 to 9999 are written as Postgres writes them:
/// <c>infinity</c>, with more than four digits, and with <c>BC</c> at the end.
/// </summary>
public sealed class DateWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var counted = BinaryPrimitives.ReadInt32BigEndian(value);
        var day = counted + (TimestampWriter.Epoch / TimeSpan.TicksPerDay);
        if (day < 0 || day > DateOnly.MaxValue.DayNumber)
        {
            WriteFar(counted, day, output);
            return true;
        }

        var text = output.GetSpan(12);
        text[0] = text[11] = (byte)'"';
        TimeText.Date(DateOnly.FromDayNumber((int)day), text[1..]);
        output.Advance(12);
        return true;
    }

    private static void WriteFar(int counted, long day, JsonBuffer output)
    {
        if (counted is int.MaxValue or int.MinValue)
        {
            output.WriteRaw(counted > 0 ? "\"infinity\""u8 : "\"-infinity\""u8);
            return;
        }

        var text = output.GetSpan(16);
        text[0] = (byte)'"';
        output.Advance(1 + TimeText.FarDate(day, text[1..], out var isBeforeYearOne));
        output.WriteRaw(isBeforeYearOne ? " BC\""u8 : "\""u8);
    }
}

/// <summary>Writes time, whose binary form is microseconds since midnight. The end of a day is 24:00:00.</summary>
public sealed class TimeWriter : ValueWriter
{
    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        var ticks = BinaryPrimitives.ReadInt64BigEndian(value) * 10;
        var text = output.GetSpan(24);
        text[0] = (byte)'"';
        var length = 1 + TimeText.Time(ticks, text[1..]);
        text[length++] = (byte)'"';
        output.Advance(length);
        return true;
    }
}
