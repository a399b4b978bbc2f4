namespace Jim.Server.Checking;

/// <summary>What <c>check-schema</c> compares, and how long it may take.</summary>
/// <param name="Schemas">
/// The database schemas, in order of precedence of their names; empty: all that are not Postgres' or Jim's own.
/// </param>
/// <param name="Role">The role as which everything is read; null: the login role.</param>
/// <param name="Rows">Most rows of a table that are compared cell by cell; at least 1.</param>
/// <param name="Time">After this time no further check is begun; null: no limit.</param>
public sealed record CheckOptions(ImmutableArray<string> Schemas, string? Role, int Rows, TimeSpan? Time)
{
    public static CheckOptions Default { get; } = new([], null, 200, null);

    /// <summary>Postgres ends a statement after this time; what it was for is then not compared, and the report says so.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// After this time no further comparison of one relation is begun, so that a few very large tables do not take all of the time.
    /// </summary>
    public TimeSpan RelationTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long making a connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
