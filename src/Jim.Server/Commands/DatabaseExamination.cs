using Jim.Server.Hosting;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Commands;

/// <summary>What <c>doctor</c> looks for in the database: is it migrated, and are rights, keys and policies as they should be.</summary>
public static class DatabaseExamination
{
    // In all of these $1 are the exposed schemas and $2 the roles that requests run as, of which some may not exist.

    // Tables that a role may read although no policy decides which rows it sees; administrators are to see all.
    private const string OpenTables = """
        select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relrowsecurity and n.nspname = any($1)
          and exists (
            select from pg_roles r where r.rolname = any($2) and r.rolname <> 'jim_admin' and has_table_privilege(r.oid, c.oid, 'select'))
        order by 1
        """;

    // Views that a role may read and that run with the rights of their owner, past the policies of the tables below.
    private const string OwnerViews = """
        select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'v' and n.nspname = any($1)
          and not coalesce('security_invoker=true' = any(c.reloptions) or 'security_invoker=on' = any(c.reloptions), false)
          and exists (
            select from pg_roles r where r.rolname = any($2) and r.rolname <> 'jim_admin' and has_table_privilege(r.oid, c.oid, 'select'))
        order by 1
        """;

    // Tables without a primary key or unique index.
    private const string Keyless = """
        select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname = any($1)
          and not exists (select from pg_index i where i.indrelid = c.oid and i.indisunique)
        order by 1
        """;

    // Columns that clients have to send although they should not choose them. Prisma fills these in its client, so that the database has no
    // default for them.
    private const string ClientDefaults = """
        select format('%I.%I.%I', n.nspname, c.relname, a.attname)
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any($1)
          and a.attnum > 0 and not a.attisdropped and a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = ''
          and (
            (a.attname ~* '^(updated|created)_?at$' and a.atttypid in ('timestamp'::regtype, 'timestamptz'::regtype))
            or (a.attname = 'id' and a.atttypid in ('text'::regtype, 'varchar'::regtype)
              and exists (select from pg_index k where k.indrelid = c.oid and k.indisprimary and k.indnatts = 1 and k.indkey[0] = a.attnum)
              and not exists (select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and a.attnum = any(f.conkey))))
          and coalesce(col_description(c.oid, a.attnum), '') !~ '^\s*(@.*\s)?@omit(\s+[^@]*create|\s*$|\s*\n)'
          and exists (select from pg_roles r where r.rolname = any($2) and has_column_privilege(r.oid, c.oid, a.attnum, 'insert'))
        order by n.nspname, c.relname, a.attnum
        """;

    /// <summary>Whether the database is migrated; if not, it has little else to examine.</summary>
    public static Examination FindMigrated(NpgsqlDataSource dataSource) => new(["schema"], async cancellationToken =>
    {
        await using var command = dataSource.CreateCommand(
            "select to_regclass('jim.change') is not null and to_regrole('jim_user') is not null");
        return [new("schema", await command.ExecuteScalarAsync(cancellationToken) is true, "the schema jim", "Run ./jim migrate.")];
    });

    /// <summary>The examinations of a migrated database that need no GraphQL schema.</summary>
    public static IEnumerable<Examination> FindAll(NpgsqlDataSource dataSource, JimSettings settings) =>
    [
        List(
            dataSource, settings, "rights", OpenTables, "can be read without row level security",
            "Enable it: alter table … enable row level security, force row level security; and add policies. Or revoke the grant."),
        List(
            dataSource, settings, "views", OwnerViews, "run with their owner's rights", "alter view … set (security_invoker = true)."),
        List(dataSource, settings, "keys", Keyless, "have no key, so no by-key field and no mutations", "Add a primary key."),
        List(
            dataSource, settings, "defaults", ClientDefaults, "must be sent by every client, because the database has no default",
            "alter table … alter … set default gen_random_uuid() for an id, set default now() for a time, which a trigger keeps "
            + "on updates; in Prisma @default(dbgenerated(\"gen_random_uuid()\")) and @default(now()) @updatedAt. Where a trigger "
            + "fills a column, begin its comment with '@omit create update'."),
        new(["policies", "arms"], async cancellationToken =>
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            return await PolicyExamination.RunAsync(connection, settings, cancellationToken);
        }),
        new(["roles"], async cancellationToken => [await ExamineRolesAsync(dataSource, settings, cancellationToken)]),
    ];

    private static async Task<Finding> ExamineRolesAsync(
        NpgsqlDataSource dataSource, JimSettings settings, CancellationToken cancellationToken)
    {
        var faults = await DatabaseRolesCheck.FindFaultsAsync(dataSource, settings.Roles, cancellationToken);
        return faults.Count == 0
            ? new("roles", true, string.Join(", ", settings.Roles.DatabaseRoles), string.Empty)
            : new("roles", false, string.Join(", ", faults.Select(f => f.Fault)), $"{string.Join("; ", faults.Select(f => f.Cure))}.");
    }

    private static Examination List(
        NpgsqlDataSource dataSource, JimSettings settings, string name, string sql, string fault, string cure) => new(
        [name],
        async cancellationToken =>
        {
            await using var command = dataSource.CreateCommand(sql);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. settings.Schemas] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. settings.Roles.DatabaseRoles] });
            var found = new List<string>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(reader.GetString(0));
            }

            var state = found.Count == 0 ? "as they should be" : $"{string.Join(", ", found.Take(10))} {fault}";
            return [new(name, found.Count == 0, state, cure)];
        });
}
