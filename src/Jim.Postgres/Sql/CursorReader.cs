using System.Diagnostics.CodeAnalysis;

namespace Jim.Postgres.Sql;

/// <summary>Reads cursors of one order: their bytes must be this version's, this order's, and values of its columns.</summary>
public sealed class CursorReader(uint order, ImmutableArray<CursorFormat> formats)
{
    public uint Order { get; } = order;

    public ImmutableArray<CursorFormat> Formats { get; } = formats;

    /// <param name="nulls">Bit n: the n-th value is null.</param>
    public bool TryRead(string text, [MaybeNullWhen(false)] out PageCursor cursor, out ulong nulls)
    {
        nulls = 0;
        if (!PageCursor.TryRead(text, Order, Formats.Length, out cursor))
        {
            return false;
        }

        for (var i = 0; i < Formats.Length; i++)
        {
            if (cursor.IsNull(i))
            {
                nulls |= 1UL << i;
            }
            else if (Formats[i].Read(cursor[i]) is null)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>One value of a cursor.</summary>
public sealed class CursorSource(ValueSource cursor, CursorReader reader, int index) : ValueSource
{
    public override string Key { get; } = $"{cursor.Key}@{reader.Order}.{index}";

    public override object? Read(RunValues values) =>
        cursor.Read(values) is string text && reader.TryRead(text, out var read, out _) && !read.IsNull(index)
            ? reader.Formats[index].Read(read[index])
            : null;
}
