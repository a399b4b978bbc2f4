using System.Diagnostics.CodeAnalysis;

namespace Jim.Postgres.Sql;

/// <summary>
/// Reads cursors of one order. A cursor is refused where it has another version or order, or a value that is none of its column: a client
/// may have made it up, or the column had other values when it was given out.
/// </summary>
/// <param name="order">The number of the order, as it is in its cursors.</param>
/// <param name="formats">How the values are read, one for each column of the order, at most 64.</param>
public sealed class CursorReader(uint order, ImmutableArray<CursorFormat> formats)
{
    public uint Order { get; } = order;

    public ImmutableArray<CursorFormat> Formats { get; } = formats;

    /// <summary>Reads a cursor; false where it is refused.</summary>
    /// <param name="text">The cursor as a client sent it.</param>
    /// <param name="cursor">The values.</param>
    /// <param name="nulls">Bit n is set when value n, counted from 0, is null.</param>
    public bool TryRead(string text, [MaybeNullWhen(false)] out PageCursor cursor, out UInt128 nulls)
    {
        nulls = 0;
        if (!PageCursor.TryRead(text, Order, Formats.Length, out cursor))
        {
            return false;
        }

        for (var i = 0; i < Formats.Length; i++)
        {
            if (cursor.IsNull(i) ? !Formats[i].IsNullable : Formats[i].Read(cursor[i]) is null)
            {
                return false;
            }

            nulls |= cursor.IsNull(i) ? UInt128.One << i : 0;
        }

        return true;
    }
}

/// <summary>One value of a cursor as the value of a parameter.</summary>
/// <param name="cursor">Gives the cursor's text.</param>
/// <param name="reader">Reads the cursor.</param>
/// <param name="index">Which of its values, from 0.</param>
public sealed class CursorSource(ValueSource cursor, CursorReader reader, int index) : ValueSource
{
    public override string Key { get; } = $"{cursor.Key}@{reader.Order}.{index}";

    public override object? Read(RunValues values) =>
        cursor.Read(values) is string text && reader.TryRead(text, out var read, out _) && !read.IsNull(index)
            ? reader.Formats[index].Read(read[index])
            : null;
}
