using System.Globalization;
using System.Runtime.CompilerServices;
using Jim.Data.Migrations;
using Npgsql;

namespace Jim.Platform.Backups;

/// <summary>
/// One moment of the database, which <c>pg_dump</c> reads too: a transaction whose snapshot is exported. So the list of files and the dump
/// belong together, whatever is written meanwhile.
/// </summary>
internal sealed class DatabaseSnapshot : IAsyncDisposable
{
    // Roles that own something, or stand in grants or policies. Postgres keeps no note of its first superuser, which every server has.
    private const string RolesSql = """
        with named as materialized (
          select distinct r.oid, r.rolname, r.rolcanlogin, r.rolinherit from pg_shdepend d join pg_roles r on r.oid = d.refobjid
          where d.dbid = (select oid from pg_database where datname = current_database()) and d.refclassid = 'pg_authid'::regclass)
        select n.rolname::text, n.rolcanlogin, n.rolinherit, array(
          select o.rolname::text from pg_auth_members m join named o on o.oid = m.roleid where m.member = n.oid order by 1)
        from named n where n.rolname not like 'pg\_%' order by 1
        """;

    private const string OwnersSql = """
        select coalesce(array_agg(distinct pg_get_userbyid(o.owner)::text), '{}') from (
          select c.relowner, 'pg_class'::regclass, c.oid from pg_class c
          where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relnamespace::regnamespace::text !~ '^pg_(temp|toast)' union all
          select p.proowner, 'pg_proc'::regclass, p.oid from pg_proc p union all
          select t.typowner, 'pg_type'::regclass, t.oid from pg_type t where t.typtype in ('d', 'e', 'r') union all
          select n.nspowner, 'pg_namespace'::regclass, n.oid from pg_namespace n
          where n.nspname !~ '^pg_(temp|toast)') o (owner, class, oid)
        where o.oid >= 16384 and not exists (
          select from pg_depend d where d.classid = o.class and d.objid = o.oid and d.deptype = 'e')
        """;

    // Tables of which this role may not see all rows: pg_dump would leave out the others without a word.
    private const string HiddenSql = """
        select coalesce(array_agg(c.oid::regclass::text order by 1), '{}') from pg_class c
        where c.relkind in ('r', 'p') and c.relrowsecurity
          and not (select r.rolsuper or r.rolbypassrls from pg_roles r where r.rolname = current_user)
          and (c.relforcerowsecurity or not pg_has_role(c.relowner, 'usage'))
          and (not exists (
              select from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
                and pg_get_expr(p.polqual, p.polrelid) = 'true'
                and exists (select from unnest(p.polroles) r where case r when 0 then true else pg_has_role(r, 'usage') end))
            or exists (
              select from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd in ('r', '*')
                and exists (select from unnest(p.polroles) r where case r when 0 then true else pg_has_role(r, 'usage') end)))
        """;

    // What was acknowledged and not given up. A failed version's bytes are kept where they still wait in the spool.
    private const string VersionsSql = """
        select v.id, f.name, v.number, v.object_key, v.size_bytes, encode(v.sha256, 'hex'), coalesce(v.mime_sniffed, f.mime_type),
          v.state, v.spool_key
        from jim.file_versions v join jim.files f on f.id = v.file_id
        where v.sha256 is not null and v.state in ('staged', 'storing', 'stored', 'failed')
        order by v.id
        """;

    private readonly NpgsqlConnection _connection;

    private DatabaseSnapshot(NpgsqlConnection connection, string id, DateTimeOffset takenAt)
    {
        _connection = connection;
        Id = id;
        TakenAt = takenAt;
    }

    /// <summary>The name by which <c>pg_dump</c> reads the same moment.</summary>
    public string Id { get; }

    public DateTimeOffset TakenAt { get; }

    public Version Server => _connection.PostgreSqlVersion;

    public static async Task<DatabaseSnapshot> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(connectionString, cancellationToken);
        try
        {
            await using var begin = new NpgsqlCommand(
                "begin isolation level repeatable read, read only; select pg_export_snapshot(), clock_timestamp()", connection);
            await using var row = await begin.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            return new DatabaseSnapshot(connection, row.GetString(0), new DateTimeOffset(row.GetDateTime(1)));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection that no timeout of the server or of the role ends; as <c>pg_dump</c> it waits a minute for a lock.</summary>
    public static async Task<NpgsqlConnection> ConnectAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false, CommandTimeout = 0, KeepAlive = 30, ApplicationName = "jim-backup",
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var set = new NpgsqlCommand(
                "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '60s'", connection);
            await set.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="BackupException">The database was never migrated.</exception>
    public async Task<AppliedMigrations> ReadMigrationsAsync(CancellationToken cancellationToken) =>
        await AppliedMigrations.ReadAsync(_connection, cancellationToken)
        ?? throw new BackupException("The database was not migrated by Jim: run ./jim migrate first.");

    public async Task<BackupDatabase> ReadDatabaseAsync(CancellationToken cancellationToken)
    {
        var roles = ImmutableArray.CreateBuilder<BackupRole>();
        await using (var read = new NpgsqlCommand(RolesSql, _connection))
        await using (var rows = await read.ExecuteReaderAsync(cancellationToken))
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                var groups = await rows.GetFieldValueAsync<string[]>(3, cancellationToken);
                roles.Add(new(rows.GetString(0), rows.GetBoolean(1), rows.GetBoolean(2), [.. groups]));
            }
        }

        await using var command = new NpgsqlCommand(
            "select current_database()::text, current_user::text, pg_database_size(current_database())", _connection);
        string name, user;
        long size;
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            (name, user, size) = (row.GetString(0), row.GetString(1), row.GetInt64(2));
        }

        return new(
            name, Server.ToString(), Server.Major, user, await ReadNamesAsync(OwnersSql, cancellationToken), roles.ToImmutable(), size);
    }

    /// <summary>
    /// Whether <c>pg_dump</c> has to read under row level security, which is so for an owner who is no superuser where it is forced.
    /// </summary>
    /// <exception cref="BackupException">The role does not see every row of a table.</exception>
    public async Task<bool> NeedsRowSecurityAsync(CancellationToken cancellationToken)
    {
        var hidden = await ReadNamesAsync(HiddenSql, cancellationToken);
        if (!hidden.IsEmpty)
        {
            throw new BackupException(
                $"The role of DATABASE_OWNER_URL does not see every row of {string.Join(", ", hidden)}, because row level security holds "
                + "for it. Give it BYPASSRLS (as superuser: alter role … bypassrls), or each of these tables a policy for it with using "
                + "(true), or use another role.");
        }

        await using var command = new NpgsqlCommand(
            "select not (rolsuper or rolbypassrls) from pg_roles where rolname = current_user", _connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>How many versions there are, and their bytes.</summary>
    public async Task<(long Count, long Bytes)> CountVersionsAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            string.Create(CultureInfo.InvariantCulture, $"select count(*), coalesce(sum(v.size_bytes), 0)::bigint from ({VersionsSql}) v"),
            _connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    public async IAsyncEnumerable<BackedUpVersion> ReadVersionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(VersionsSql, _connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            yield return new(
                rows.GetGuid(0), rows.GetString(1), rows.GetInt32(2), rows.GetString(3), rows.GetInt64(4), rows.GetString(5),
                rows.GetString(6), rows.GetString(7), rows.IsDBNull(8) ? null : rows.GetString(8), null);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<ImmutableArray<string>> ReadNamesAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return [.. (string[])(await command.ExecuteScalarAsync(cancellationToken))!];
    }
}
