namespace Jim.Postgres.Planning.Filters;

/// <summary>
/// Conditions joined by AND or OR. A null is a condition that asks for nothing, such as <c>{}</c>; it is left out, of an OR as well.
/// </summary>
internal static class Connectives
{
    /// <summary>Null where no condition is left.</summary>
    public static SqlText? Join(IEnumerable<SqlText?> conditions, SqlText connective)
    {
        var given = conditions.OfType<SqlText>().Select(c => SqlText.Format($"({c})")).ToList();
        return given.Count == 0 ? null : SqlText.Format($"({SqlText.Join(connective, given)})");
    }
}
