namespace Jim.Postgres.Sql;

/// <summary>How a column's value is written into a cursor and sent back to Postgres.</summary>
/// <param name="AsText">True: the value is fetched as text.</param>
/// <param name="Type">The type under which the value is sent back.</param>
/// <param name="Read">Makes the cursor's bytes into the value of the parameter.</param>
public sealed record CursorFormat(bool AsText, SqlType Type, CursorValueReader Read);

/// <summary>Reads a value from a cursor, which a client may have made up; null: the bytes are no such value.</summary>
public delegate object? CursorValueReader(ReadOnlySpan<byte> bytes);
