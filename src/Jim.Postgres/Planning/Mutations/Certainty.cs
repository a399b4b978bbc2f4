namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// A number that cannot be read where a condition does not hold. It ends a transaction whose commit has already been sent, so that nothing
/// stays of a mutation that will be told as an error. The text says in Postgres' own log what it is about.
/// </summary>
public static class Certainty
{
    /// <summary>Part of the message of the error, in every language of the server.</summary>
    public const string Mark = "jim_not_done_as_asked";

    /// <summary>An expression that fails with <c>22P02</c> unless the condition is true.</summary>
    internal static SqlText Demand(SqlText condition) =>
        SqlText.Format($"(case when {condition} then '1' else 'jim_not_done_as_asked' end)::int4");
}
