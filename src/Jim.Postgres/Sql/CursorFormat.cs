namespace Jim.Postgres.Sql;

/// <summary>How a column's value travels in a cursor and back into SQL.</summary>
/// <param name="AsText">The cell is fetched as text.</param>
/// <param name="Type">As what the value is sent back.</param>
/// <param name="Read">From the cursor's bytes to the parameter's value.</param>
public sealed record CursorFormat(bool AsText, SqlType Type, CursorValueReader Read);

/// <summary>Reads a value from a cursor, which a client may have made up; null: the bytes are no such value.</summary>
public delegate object? CursorValueReader(ReadOnlySpan<byte> bytes);
