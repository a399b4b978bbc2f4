namespace Jim.Postgres.Schema;

/// <summary>
/// The database cannot be made into one schema. The message says what clashes and which comment on what would resolve it.
/// </summary>
public sealed class SchemaException(string message) : Exception(message);
