namespace Jim.Postgres.Running;

/// <summary>Which words of the database clients are told in errors. All other text of Postgres stays inside.</summary>
/// <param name="Constraints">The names of violated constraints; for development only.</param>
/// <param name="RaisedMessages">The messages of <c>RAISE EXCEPTION</c> in functions and triggers, which their author wrote.</param>
public sealed record Disclosure(bool Constraints = false, bool RaisedMessages = true);
