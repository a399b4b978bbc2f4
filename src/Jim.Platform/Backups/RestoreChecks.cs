using System.Globalization;
using Npgsql;

namespace Jim.Platform.Backups;

/// <summary>What must hold before a restore writes anything. Each refusal says what to do.</summary>
internal static class RestoreChecks
{
    // What a restore would meet: schemas, relations, functions and types that are neither Postgres' nor an extension's.
    private const string FoundSql = """
        select o.title from (
          select 'schema ' || quote_ident(n.nspname), 'pg_namespace'::regclass, n.oid from pg_namespace n
          where n.nspname !~ '^pg_(temp|toast)' and n.nspname <> 'public' union all
          select c.oid::regclass::text, 'pg_class'::regclass, c.oid from pg_class c
          where c.relnamespace::regnamespace::text !~ '^pg_(temp|toast)' union all
          select 'function ' || p.oid::regprocedure::text, 'pg_proc'::regclass, p.oid from pg_proc p union all
          select 'type ' || t.oid::regtype::text, 'pg_type'::regclass, t.oid from pg_type t where t.typtype in ('d', 'e', 'r')
        ) o (title, class, oid)
        where o.oid >= 16384 and not exists (
          select from pg_depend d where d.classid = o.class and d.objid = o.oid and d.deptype = 'e')
        limit 1
        """;

    /// <summary>This Jim and this server can take the backup.</summary>
    /// <exception cref="BackupException">They cannot.</exception>
    public static void CheckVersions(BackupManifest manifest, Version server, string jim)
    {
        if (manifest.Format > BackupManifest.CurrentFormat)
        {
            throw new BackupException(
                $"The backup was made by Jim {manifest.Jim}, in a form that Jim {jim} does not know: use that version.");
        }

        if (manifest.Migrations.FindUnknown() is { IsEmpty: false } unknown)
        {
            throw new BackupException(
                $"The backup's schema is newer than this Jim: {string.Join(", ", unknown)}. It was made by Jim {manifest.Jim}, this is "
                + $"{jim}: restore it with that version or a later one.");
        }

        if (server.Major < manifest.Database.Major)
        {
            throw new BackupException(string.Create(
                CultureInfo.InvariantCulture,
                $"The backup is of Postgres {manifest.Database.Major}, and this server is {server.Major}: restore it into a server of "
                + $"version {manifest.Database.Major} or later."));
        }
    }

    /// <summary>The database has nothing of its own.</summary>
    /// <exception cref="BackupException">It has something.</exception>
    public static async Task CheckEmptyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FoundSql, connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is string found)
        {
            var name = connection.Database.Replace("\"", "\"\"", StringComparison.Ordinal);
            throw new BackupException(
                $"The database {connection.Database} is not empty: it has {found}. A backup is restored into an empty one. Stop Jim, put "
                + $"the old database aside, and make a new one as superuser: alter database \"{name}\" rename to \"{name}_before\"; "
                + $"create database \"{name}\" owner …; "
                + "(with the private Postgres of ./jim: restore with --data and a new folder, and run with the same)");
        }
    }

    /// <summary>The stores have nothing but what the backup names, as a restore that was broken off leaves them.</summary>
    /// <exception cref="BackupException">One has something else.</exception>
    public static async Task CheckEmptyAsync(BackupPlaces places, IReadOnlySet<string> keys, CancellationToken cancellationToken)
    {
        foreach (var store in places.Targets.All)
        {
            await foreach (var key in store.ListAsync(cancellationToken))
            {
                if (!keys.Contains(key) && !key.StartsWith("jim-probe/", StringComparison.Ordinal))
                {
                    throw new BackupException(
                        $"The object store is not empty: it has {key}, which the backup does not have. A backup is restored into an empty "
                        + $"one: name another bucket in S3_BUCKET, or move the folder {Path.Combine(places.Data, "objects")} away.");
                }
            }
        }
    }

    /// <summary>The roles that the backup names and the server does not have.</summary>
    public static async Task<ImmutableArray<BackupRole>> FindMissingRolesAsync(
        NpgsqlConnection connection, BackupManifest manifest, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select coalesce(array_agg(rolname::text), '{}') from pg_roles", connection);
        var present = ((string[])(await command.ExecuteScalarAsync(cancellationToken))!).ToHashSet(StringComparer.Ordinal);
        return [.. manifest.Database.Roles.Where(role => !present.Contains(role.Name))];
    }
}
