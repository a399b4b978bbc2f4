using System.Collections.Concurrent;
using System.Security.Cryptography;
using Jim.Platform.Files.Stores;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Platform.Files;

/// <summary>
/// By what the bytes of a version are proven, and what was found out of its copies. Versions that are older than the digests of blocks get
/// theirs the first time that all of their bytes are read, or that a part is asked for.
/// </summary>
public sealed partial class FileProofs(NpgsqlDataSource dataSource, ILogger<FileProofs> logger) : IDisposable
{
    /// <summary>How many old versions are read as a whole at once for their digests.</summary>
    private const int ReadsMax = 2;

    private const string FindSql = "select substring(blocks_sha256 from $2 for $3) from jim.file_versions where id = $1";

    private const string StoreSql = "update jim.file_versions set blocks_sha256 = $2 where id = $1 and blocks_sha256 is null";

    private const string JudgeSql = """
        update jim.replicas set state = $3, error = $4, verified_at = case $3 when 'ok' then now() else verified_at end
        where version_id = $1 and target = $2 and state in ('ok', 'suspect') and state <> $3
        """;

    private readonly ConcurrentDictionary<Guid, Lazy<Task>> _proving = new();
    private readonly SemaphoreSlim _reads = new(ReadsMax);

    public void Dispose() => _reads.Dispose();

    /// <summary>The digests of some blocks, 32 bytes each.</summary>
    /// <exception cref="GraphQLException">JIM_FILE_UNAVAILABLE: the version has none yet, and no copy can be read and is right.</exception>
    internal async Task<byte[]> FindAsync(FileContent content, long firstBlock, long count, CancellationToken cancellationToken)
    {
        if (await ReadAsync(content.VersionId, firstBlock, count) is { } known)
        {
            return known;
        }

        // All who ask for parts of one version wait for one read of it, which goes on when one of them leaves.
        var proving = _proving.GetOrAdd(
            content.VersionId, _ => new Lazy<Task>(() => Task.Run(() => ProveAsync(content), CancellationToken.None)));
        await proving.Value.WaitAsync(cancellationToken);
        return await ReadAsync(content.VersionId, firstBlock, count) ?? throw FileErrors.Unavailable();
    }

    /// <summary>Keeps the digests of a version all of whose bytes were found to be right. Does not throw.</summary>
    internal Task StoreAsync(Guid versionId, byte[] digests) => TryAsync(StoreSql, versionId, digests);

    /// <summary>A copy holds other bytes than were uploaded; it is read only where no other can be. Does not throw.</summary>
    internal Task SuspectAsync(FileContent content, IObjectStore store)
    {
        Log.CopyWrong(logger, content.VersionId, store.Target);
        return TryAsync(JudgeSql, content.VersionId, store.Target, "suspect", "a read found other bytes than were uploaded");
    }

    /// <summary>All bytes of a copy were read and are right. Does not throw.</summary>
    internal Task TrustAsync(FileContent content, IObjectStore store) =>
        content.IsSuspect(store) ? TryAsync(JudgeSql, content.VersionId, store.Target, "ok", NoError()) : Task.CompletedTask;

    /// <summary>Reads every byte of a copy that is right, which keeps the digests.</summary>
    private async Task ProveAsync(FileContent content)
    {
        await _reads.WaitAsync();
        try
        {
            foreach (var store in content.Copies)
            {
                try
                {
                    await using var bytes = await content.ReadCopyAsync(store, CancellationToken.None);
                    await bytes.CopyToAsync(Stream.Null);
                    return;
                }
                catch (Exception e) when (e is ObjectStoreException or InvalidDataException or IOException)
                {
                    // The next copy may be right.
                }
            }
        }
        finally
        {
            _reads.Release();
            _proving.TryRemove(content.VersionId, out _);
        }
    }

    private async Task<byte[]?> ReadAsync(Guid versionId, long firstBlock, long count)
    {
        const int Length = SHA256.HashSizeInBytes;
        await using var command = dataSource.CreateCommand(FindSql, versionId, (int)(firstBlock * Length) + 1, (int)count * Length);
        return await command.ExecuteScalarAsync(CancellationToken.None) is byte[] digests && digests.Length == count * Length
            ? digests
            : null;
    }

    private static NpgsqlParameter NoError() => new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>What is written here was found on the way of an answer, which must not fail because it cannot be kept.</summary>
    private async Task TryAsync(string sql, params object[] values)
    {
        try
        {
            await using var command = dataSource.CreateCommand(sql, values);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e) || e is NpgsqlException)
        {
            Log.FindingNotKept(logger, PostgresFailure.Describe(e));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.CopyWrong, LogLevel.Error,
            "The copy of version {Version} at {Target} does not hold the bytes that were uploaded; other copies are read first.")]
        public static partial void CopyWrong(ILogger logger, Guid version, string target);

        [LoggerMessage(LogEvents.FindingNotKept, LogLevel.Warning, "What a read found out of a copy could not be written down ({Fault}).")]
        public static partial void FindingNotKept(ILogger logger, string fault);
    }
}
