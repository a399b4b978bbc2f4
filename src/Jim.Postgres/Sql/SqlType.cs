using NpgsqlTypes;

namespace Jim.Postgres.Sql;

/// <summary>As what a parameter is sent.</summary>
/// <param name="Cast">The type in SQL, written after every parameter: <c>$1::uuid</c>.</param>
/// <param name="Send">Npgsql's type; null: the value is text and Postgres reads it by the cast.</param>
/// <param name="Encode">From the runtime value of the GraphQL scalar to what Npgsql takes; null stays null and is not asked.</param>
public sealed record SqlType(string Cast, NpgsqlDbType? Send, Func<object, object> Encode);
