using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning.Filters;

/// <summary>Conditions joined by AND or OR; those that say nothing are left out, also of an OR.</summary>
internal static class Connectives
{
    public static SqlText? Join(IEnumerable<SqlText?> conditions, SqlText connective)
    {
        var given = conditions.OfType<SqlText>().Select(c => SqlText.Format($"({c})")).ToList();
        return given.Count == 0 ? null : SqlText.Format($"({SqlText.Join(connective, given)})");
    }
}
