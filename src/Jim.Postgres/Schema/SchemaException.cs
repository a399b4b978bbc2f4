namespace Jim.Postgres.Schema;

/// <summary>A database that cannot be told as one schema. The message says what clashes and what to write into which comment.</summary>
public sealed class SchemaException(string message) : Exception(message);
