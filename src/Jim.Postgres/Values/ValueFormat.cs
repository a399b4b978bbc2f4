namespace Jim.Postgres.Values;

/// <summary>How values of a type are fetched from Postgres and written into the answer.</summary>
/// <param name="Writer">Writes a value into the answer.</param>
/// <param name="AsText">True when the SQL casts the value to text; false when its binary form is read.</param>
public sealed record ValueFormat(ValueWriter Writer, bool AsText);
