namespace Jim.Postgres.Schema;

/// <summary>
/// No GraphQL schema can be made of the database, because of names. The message is for the operator; it says which names clash, and which
/// comment in the database would resolve that.
/// </summary>
public sealed class SchemaException(string message) : Exception(message);
