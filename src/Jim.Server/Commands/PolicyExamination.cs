using Jim.Postgres.Rights;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Commands;

/// <summary>
/// Which row policies keep Postgres from using indexes (docs/rights.md has the rule): those that call functions for each row, and those
/// with an arm that reads no column beside arms that do.
/// </summary>
public static class PolicyExamination
{
    // The functions that a policy calls and that are not immutable. Postgres' own are left out, because they cost little, except
    // current_setting, which is how policies elsewhere read claims.
    private const string Sql = """
        select p.polrelid::regclass::text, p.polname, p.polpermissive and p.polcmd in ('r', '*'), p.polqual::text,
          array(select r from unnest($2::text[]) r where exists (
            select from unnest(p.polroles) o where o = 0 or pg_has_role(to_regrole(quote_ident(r))::oid, o, 'usage'))),
          array(select f.oid from regexp_matches(p.polqual::text, ':funcid (\d+)', 'g') m join pg_proc f on f.oid = m[1]::oid
            where f.provolatile <> 'i' and (f.pronamespace <> 'pg_catalog'::regnamespace or f.proname = 'current_setting'))
        from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = any($1) and p.polqual is not null
        order by 1, 2
        """;

    public static async Task<IReadOnlyList<Finding>> RunAsync(
        NpgsqlConnection connection, JimSettings settings, CancellationToken cancellationToken)
    {
        var policies = await ReadAsync(connection, settings, cancellationToken);
        return
        [
            Describe(
                "policies", policies.Where(p => p.Condition.FindCallsPerRow().Any(p.Slow.Contains)), "call a function for each row",
                "Call it in a sub-select, (select jim.user_id()), and compare an indexed column with what it gives: docs/rights.md."),
            Describe(
                "arms", policies.Where(p => Hinders(p, policies)), "have an arm that reads no column, so that no index serves the others",
                "Give such callers a database role of their own (JIM_ROLES) with a policy of its own: docs/rights.md."),
        ];
    }

    private static async Task<List<Policy>> ReadAsync(
        NpgsqlConnection connection, JimSettings settings, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. settings.Schemas] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. settings.Roles.DatabaseRoles] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var policies = new List<Policy>();
        while (await reader.ReadAsync(cancellationToken))
        {
            policies.Add(new Policy(
                reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), PolicyExpression.Parse(reader.GetString(3)),
                reader.GetFieldValue<string[]>(4), reader.GetFieldValue<uint[]>(5)));
        }

        return policies;
    }

    /// <summary>
    /// Whether one of the policy's arms reads no column, and for the same role another arm of the table does. For a role with an arm
    /// <c>true</c> Postgres leaves all others out.
    /// </summary>
    private static bool Hinders(Policy policy, List<Policy> policies) =>
        policy.DecidesReads && policy.Condition.Arms().Any(a => !a.IsConstant && !a.ReadsRow()) && policy.Roles.Any(role =>
        {
            var arms = policies
                .Where(p => p.Table == policy.Table && p.DecidesReads && p.Roles.Contains(role))
                .SelectMany(p => p.Condition.Arms()).ToList();
            return arms.Any(a => a.ReadsRow()) && !arms.Any(a => a.IsConstant);
        });

    private static Finding Describe(string name, IEnumerable<Policy> found, string fault, string cure)
    {
        var names = found.Select(p => $"{p.Table} ({p.Name})").ToList();
        return new(name, names.Count == 0, names.Count == 0 ? "as they should be" : $"{string.Join(", ", names.Take(10))} {fault}", cure);
    }

    /// <param name="DecidesReads">It is permissive and holds for SELECT.</param>
    /// <param name="Roles">The roles of requests that it holds for.</param>
    /// <param name="Slow">OIDs of the functions that it calls and that are better called once.</param>
    private sealed record Policy(
        string Table, string Name, bool DecidesReads, PolicyExpression Condition, string[] Roles, uint[] Slow);
}
