namespace Jim.Postgres.Sql;

/// <summary>How a column's value is written into a cursor and sent back to Postgres.</summary>
/// <param name="AsText">True when the cursor holds the value's text (UTF-8), false when it holds Postgres' binary form.</param>
/// <param name="Type">The type under which the value is sent back as a parameter.</param>
/// <param name="Read">Makes the value of the parameter from the cursor's bytes.</param>
public sealed record CursorFormat(bool AsText, SqlType Type, CursorValueReader Read)
{
    /// <summary>False: a cursor with a null in this place is none of the order.</summary>
    public bool IsNullable { get; init; } = true;
}

/// <summary>
/// Reads a value from a cursor. A client may have made the cursor up, so any bytes may come; null where they are not a value of the type.
/// </summary>
public delegate object? CursorValueReader(ReadOnlySpan<byte> bytes);
