using System.Runtime.CompilerServices;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Jobs;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>
/// Removes what crashes left in the spool: parts whose upload never ended and cannot go on, files that no row knows, and files whose
/// version is safe in the stores (or will never be). A staged or failed version's bytes are never touched. Where the database was restored
/// from a backup, it does not know the uploads that came after that backup: what no row knows and was written before the restore stays, for
/// people to decide.
/// </summary>
public sealed class SpoolSweep(NpgsqlDataSource dataSource, Spool spool, FilesOptions options, TimeProvider timeProvider) : IKeeperDuty
{
    private const int BatchSize = 500;

    /// <summary>
    /// The longest time between a worker's commit and its removal of the file, and between a gateway's rename and its commit.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    public TimeSpan Every => TimeSpan.FromMinutes(10);

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        await foreach (var entry in FindLeftoversAsync(cancellationToken))
        {
            if (entry.IsPart)
            {
                spool.RemovePart(entry.Key);
            }
            else
            {
                spool.Remove(entry.Key);
            }
        }
    }

    /// <summary>What a round would remove now.</summary>
    public async IAsyncEnumerable<SpoolEntry> FindLeftoversAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var orphaned = timeProvider.GetUtcNow() - options.OrphanAge;
        foreach (var parts in spool.OlderThan(orphaned).Where(e => e.IsPart).Chunk(BatchSize))
        {
            var open = await OpenAsync([.. parts.Select(p => Guid.Parse(p.Key))], cancellationToken);
            foreach (var part in parts.Where(p => !open.Contains(Guid.Parse(p.Key))))
            {
                yield return part;
            }
        }

        var orphans = spool.OlderThan(orphaned).Where(e => !e.IsPart).ToHashSet();
        if (orphans.Count > 0 && await ReadRestoredAsync(cancellationToken) is { } restored)
        {
            orphans.ExceptWith(spool.OlderThan(restored));
        }

        foreach (var entries in spool.OlderThan(timeProvider.GetUtcNow() - Grace).Where(e => !e.IsPart).Chunk(BatchSize))
        {
            var states = await StatesAsync([.. entries.Select(e => e.Key)], cancellationToken);
            foreach (var entry in entries)
            {
                if (states.TryGetValue(entry.Key, out var state) ? IsOver(state) : orphans.Contains(entry))
                {
                    yield return entry;
                }
            }
        }
    }

    private static bool IsOver(string state) => state is "stored" or "rejected" or "deleting" or "deleted";

    /// <summary>When the database was restored from a backup; null: it was not.</summary>
    private async Task<DateTimeOffset?> ReadRestoredAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select convert_from(value, 'UTF8')::timestamptz from jim.setting where name = 'restored'");
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime moment ? new DateTimeOffset(moment) : null;
    }

    /// <summary>Those of the keys that are of resumable uploads.</summary>
    private async Task<HashSet<Guid>> OpenAsync(Guid[] keys, CancellationToken cancellationToken)
    {
        var open = new HashSet<Guid>();
        await using var command = dataSource.CreateCommand(
            "select spool_key from jim.uploads where spool_key = any($1) and state = 'receiving'", [keys]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            open.Add(reader.GetGuid(0));
        }

        return open;
    }

    private async Task<Dictionary<string, string>> StatesAsync(string[] keys, CancellationToken cancellationToken)
    {
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = dataSource.CreateCommand(
            "select spool_key, state from jim.file_versions where spool_key = any($1)", [keys]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            states[reader.GetString(0)] = reader.GetString(1);
        }

        return states;
    }
}
