namespace Jim.Postgres.Values;

/// <summary>How values are fetched and written.</summary>
/// <param name="Writer">Writes a value into the answer.</param>
/// <param name="AsText">SQL casts the value to text first.</param>
public sealed record ValueFormat(ValueWriter Writer, bool AsText);
