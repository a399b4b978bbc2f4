using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;
using Npgsql;

namespace Jim.Platform.Backups;

/// <summary>
/// Restores a backup into an empty database and empty stores. The database comes last and in one transaction, so that a restore that is
/// broken off can be run again, and nobody takes a part of it for the whole.
/// </summary>
public static class RestoreRun
{
    private const int PutsAtOnce = 4;

    // Whether this role is a superuser, and of the owners that exist those that it is no member of: plain roles, and superusers.
    private const string AdoptedSql = """
        select (select rolsuper from pg_roles where rolname = current_user),
          coalesce(array_agg(rolname::text) filter (where not rolsuper), '{}'),
          coalesce(array_agg(rolname::text) filter (where rolsuper), '{}')
        from pg_roles where rolname = any ($1) and not pg_has_role(oid, 'member')
        """;

    /// <param name="path">The folder of <c>./jim backup</c>.</param>
    /// <param name="backup">The name of the backup; null: the newest.</param>
    /// <param name="places">What it is restored into.</param>
    /// <param name="report">Told how far it is, by several threads.</param>
    /// <param name="cancellationToken">Ends the restore; the database is empty then.</param>
    /// <exception cref="BackupException">Nothing was written, or objects only; the message says what to do.</exception>
    /// <exception cref="NpgsqlException">The same: the database is away.</exception>
    /// <exception cref="ObjectStoreException">The same: a store is away or does not keep what it was given.</exception>
    public static async Task<RestoreOutcome> RunAsync(
        string path, string? backup, BackupPlaces places, Action<BackupProgress> report, CancellationToken cancellationToken)
    {
        using var folder = BackupFolder.OpenToRead(path);
        var name = BackupVerifier.Choose(folder, backup);
        await using var connection = await DatabaseSnapshot.ConnectAsync(places.OwnerConnectionString, cancellationToken);
        var server = connection.PostgreSqlVersion;
        if (folder.ReadManifest(name) is { } told)
        {
            RestoreChecks.CheckVersions(told, server, places.Version);
        }

        await RestoreChecks.CheckEmptyAsync(connection, cancellationToken);
        var manifest = await ReadProvenAsync(folder, name, report, cancellationToken);
        var list = Path.Combine(folder.PathOf(name), BackupFolder.VersionsName);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var spooled = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var version in BackedUpVersion.ReadAllAsync(list, cancellationToken))
        {
            keys.Add(version.Key);
            spooled.Add(version.SpoolKey ?? string.Empty);
        }

        await RestoreChecks.CheckEmptyAsync(places, keys, cancellationToken);
        var missing = await RestoreChecks.FindMissingRolesAsync(connection, manifest, cancellationToken);
        var copies = await PutAsync(folder, list, places, new("storing files", manifest.Versions.Bytes, report), cancellationToken);
        var kept = PutKeys(folder.PathOf(name), manifest, places);
        var keepsOwners = manifest.Database.Owners.Any(owner => owner != manifest.Database.DumpedBy);
        await DatabaseRestore.RunAsync(
            places, manifest, server, Path.Combine(folder.PathOf(name), BackupFolder.DumpName), keepsOwners,
            RestoreScript.WriteBegin(missing, await FindAdoptedAsync(connection, manifest, missing, keepsOwners, cancellationToken)),
            WriteEndAsync(list, places, copies, cancellationToken), report, cancellationToken);
        return new RestoreOutcome(folder.PathOf(name), manifest, missing, kept, CountForeign(places, spooled));
    }

    private static async Task<BackupManifest> ReadProvenAsync(
        BackupFolder folder, string name, Action<BackupProgress> report, CancellationToken cancellationToken)
    {
        var faults = await BackupVerifier.FindFaultsAsync(
            folder, name, new ConcurrentDictionary<string, string>(StringComparer.Ordinal), report, cancellationToken);
        return faults.Count == 0 ? folder.ReadManifest(name)! : throw new BackupException(
            $"The backup is damaged, and nothing was restored:\n{string.Join('\n', faults)}\nPut these files back from another copy of the "
            + $"backup, or restore an earlier one by --backup: {string.Join(", ", folder.List())}.");
    }

    /// <summary>Puts every version where the restored database will look for it. Answers the copies of each version.</summary>
    private static async Task<ConcurrentDictionary<Guid, List<VerifiedCopy>>> PutAsync(
        BackupFolder folder, string list, BackupPlaces places, StepProgress progress, CancellationToken cancellationToken)
    {
        var spool = new Spool(places.Spool, 0);
        var copies = new ConcurrentDictionary<Guid, List<VerifiedCopy>>();
        await Parallel.ForEachAsync(
            BackedUpVersion.ReadAllAsync(list, cancellationToken).Where(version => version.Missing is null),
            new ParallelOptions { MaxDegreeOfParallelism = PutsAtOnce, CancellationToken = cancellationToken },
            async (version, stop) =>
            {
                await using var content = File.OpenRead(folder.Objects.PathOf(version.Sha256));
                if (!version.IsSpooled)
                {
                    copies[version.Id] = await PutAsync(places.Targets, version, content, stop);
                }
                else if (version.SpoolKey is { } key)
                {
                    await spool.PutBackAsync(key, content, stop);
                }

                progress.Add(version.Size);
            });
        return copies;
    }

    private static async Task<List<VerifiedCopy>> PutAsync(
        FileTargets targets, BackedUpVersion version, FileStream content, CancellationToken cancellationToken)
    {
        var bytes = new StoredBytes(version.Key, version.Size, Convert.FromHexString(version.Sha256), version.MimeType);
        var copies = new List<VerifiedCopy>();
        foreach (var target in targets.All)
        {
            copies.Add(await StoredCopy.MakeAsync(target, bytes, content, cancellationToken));
        }

        return copies;
    }

    /// <summary>Answers the files that stay as they are, because others are there already.</summary>
    private static ImmutableArray<string> PutKeys(string backup, BackupManifest manifest, BackupPlaces places)
    {
        var kept = ImmutableArray.CreateBuilder<string>();
        foreach (var key in manifest.Keys)
        {
            var bytes = File.ReadAllBytes(Path.Combine(backup, key.Name));
            var path = Path.Combine(places.Data, key.Name["keys/".Length..]);
            if (!File.Exists(path))
            {
                PrivateFile.MakeFolder(Path.GetDirectoryName(path)!);
                PrivateFile.Write(path, bytes);
            }
            else if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            {
                kept.Add(path);
            }
        }

        return kept.ToImmutable();
    }

    /// <summary>The owners in the backup whose objects a role that is no superuser can make only as their member.</summary>
    private static async Task<ImmutableArray<string>> FindAdoptedAsync(
        NpgsqlConnection connection, BackupManifest manifest, ImmutableArray<BackupRole> missing, bool keepsOwners,
        CancellationToken cancellationToken)
    {
        if (!keepsOwners)
        {
            return [];
        }

        await using var command = new NpgsqlCommand(AdoptedSql, connection)
        {
            Parameters = { new() { Value = manifest.Database.Owners.ToArray() } },
        };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (isSuperuser, others, superusers) = (row.GetBoolean(0), row.GetFieldValue<string[]>(1), row.GetFieldValue<string[]>(2));
        return isSuperuser ? []
            : superusers.Length == 0 ? [.. others, .. missing.Select(role => role.Name).Intersect(manifest.Database.Owners)]
            : throw new BackupException(
                $"The backup has objects of the superuser {superusers[0]}, which only a superuser can restore: run this once with a "
                + "DATABASE_OWNER_URL of one.");
    }

    private static async IAsyncEnumerable<string> WriteEndAsync(
        string list, BackupPlaces places, ConcurrentDictionary<Guid, List<VerifiedCopy>> copies,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var verifiedAt = TimeProvider.System.GetUtcNow();
        yield return RestoreScript.WriteEnd();
        await foreach (var version in BackedUpVersion.ReadAllAsync(list, cancellationToken))
        {
            var rows = copies.TryGetValue(version.Id, out var made)
                ? made.Select(copy => RestoreScript.WriteReplica(version.Id, copy, verifiedAt))
                : version is { IsSpooled: false, Missing: not null }
                ? places.Targets.All.Select(store => RestoreScript.WriteLost(version.Id, store.Target))
                : [];
            yield return string.Concat(rows);
        }

        yield return RestoreScript.WriteCommit();
    }

    /// <summary>Uploads that wait in the spool and are not in the backup: they came after it, and the keeper leaves them alone.</summary>
    private static int CountForeign(BackupPlaces places, HashSet<string> spooled) =>
        Directory.EnumerateFiles(places.Spool).Count(path => !spooled.Contains(Path.GetFileName(path)));
}

/// <summary>A backup that was restored.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="MadeRoles">The roles that were created, without a login.</param>
/// <param name="KeptKeys">Files with keys that are others than those of the backup, and were left as they are.</param>
/// <param name="ForeignUploads">How many uploads wait in the spool that the backup does not know.</param>
public sealed record RestoreOutcome(
    string Path, BackupManifest Manifest, ImmutableArray<BackupRole> MadeRoles, ImmutableArray<string> KeptKeys, int ForeignUploads);
