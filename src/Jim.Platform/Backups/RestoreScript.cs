using System.Globalization;
using System.Text;
using Jim.Platform.Files.Copies;

namespace Jim.Platform.Backups;

/// <summary>
/// What stands around the dump in the one transaction of a restore. So a database is restored, and has its new epoch, or has nothing.
/// </summary>
internal static class RestoreScript
{
    private const string Begin = """
        set client_min_messages = warning;
        begin;

        """;

    // The change triggers name tables by oids, in their names and in their text: they are made anew. Jobs that ran have no worker any
    // more; they have used
    // up no attempt, since nobody knows how they ended.
    private const string End = """

        set client_encoding = 'UTF8';
        set row_security = on;
        set search_path = pg_catalog;
        do $$
        declare
          tracked constant regclass[] := array(
            select distinct coalesce(pg_partition_root(g.tgrelid), g.tgrelid)::regclass from pg_trigger g
            where g.tgname like 'jim\_change\_%' and not g.tgisinternal);
          found record;
        begin
          for found in select g.tgname, g.tgrelid::regclass as tbl from pg_trigger g
            where g.tgname like 'jim\_change\_%' and not g.tgisinternal and g.tgparentid = 0 loop
            execute format('drop trigger %I on %s', found.tgname, found.tbl);
          end loop;
          for found in select p.oid::regprocedure as fn from pg_proc p
            where p.pronamespace = 'jim'::regnamespace and p.proname ~ '^change_[0-9]+_' loop
            execute format('drop function %s', found.fn);
          end loop;
          for found in select t as tbl from unnest(tracked) t loop
            perform jim.track(found.tbl);
          end loop;
          -- Folders of copies are new ones. A mirror is the one of before, and is compared at once.
          if exists (select from pg_attribute where attrelid = to_regclass('jim.targets') and attname = 'marked_at') then
            update jim.targets set marked_at = case when role = 'mirror' then marked_at end, compared_at = null;
          end if;
        end
        $$;
        delete from jim.change;
        delete from jim.change_mark;
        delete from jim.relay;
        delete from jim.tracked;
        update jim.file_versions set state = 'staged', lease_until = null, not_before = null where state = 'storing';
        update jim.jobs set state = 'queued', attempt = greatest(attempt - 1, 0), lease_until = null, run_at = now()
          where state = 'running';
        update jim.jobs set published_at = null where state = 'queued';
        update jim.webhooks set since = null;
        update jim.setting set value = uuid_send(gen_random_uuid()) where name = 'epoch';
        insert into jim.setting values ('restored', convert_to(now()::text, 'UTF8'))
          on conflict (name) do update set value = excluded.value;
        delete from jim.replicas;
        copy jim.replicas (version_id, target, state, etag, verified_at) from stdin;

        """;

    /// <summary>The beginning of the transaction: the roles that are missing, without a login.</summary>
    /// <param name="missing">Roles that the server does not have.</param>
    /// <param name="adopted">Roles whose objects the restoring role makes, so that it has to be a member of them.</param>
    public static string WriteBegin(IReadOnlyCollection<BackupRole> missing, IEnumerable<string> adopted)
    {
        var script = new StringBuilder(Begin);
        foreach (var role in missing)
        {
            var inherits = role.Inherit ? "inherit" : "noinherit";
            script.Append(CultureInfo.InvariantCulture, $"create role {Quote(role.Name)} nologin {inherits};\n");
        }

        foreach (var role in missing)
        {
            foreach (var group in role.MemberOf)
            {
                script.Append(CultureInfo.InvariantCulture, $"grant {Quote(group)} to {Quote(role.Name)};\n");
            }
        }

        foreach (var role in adopted)
        {
            script.Append(CultureInfo.InvariantCulture, $"grant {Quote(role)} to current_user;\n");
        }

        return script.ToString();
    }

    /// <summary>The end of the transaction, up to the rows of <c>jim.replicas</c>.</summary>
    public static string WriteEnd() => End;

    /// <summary>A row of <c>jim.replicas</c>: a copy that was put and proven.</summary>
    public static string WriteReplica(Guid version, VerifiedCopy copy, DateTimeOffset verifiedAt) => string.Create(
        CultureInfo.InvariantCulture,
        $"{version}\t{Escape(copy.Target)}\tok\t{(copy.ETag is { } tag ? Escape(tag) : "\\N")}\t{verifiedAt:O}\n");

    /// <summary>A row of <c>jim.replicas</c>: a version of which the backup has no bytes.</summary>
    public static string WriteLost(Guid version, string target) => $"{version}\t{Escape(target)}\tlost\t\\N\t\\N\n";

    /// <summary>Ends the rows, and commits.</summary>
    public static string WriteCommit() => "\\.\ncommit;\n";

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
