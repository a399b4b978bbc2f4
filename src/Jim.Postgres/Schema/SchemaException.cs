namespace Jim.Postgres.Schema;

/// <summary>
/// No GraphQL schema can be made at all: two extensions of Jim want the same name, or Jim itself fails. What names of the database alone
/// would prevent is left out instead (<see cref="SchemaNotice"/>). The message is for the operator.
/// </summary>
public sealed class SchemaException(string message) : Exception(message);
