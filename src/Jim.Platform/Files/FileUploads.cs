using Jim.GraphQL;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Jobs;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>
/// Takes uploads: looks whether the caller may, spools the bytes, and in one transaction under the caller's rights makes them a version
/// with its job.
/// After that no crash and no outage of a target can lose the file.
/// </summary>
public sealed class FileUploads(NpgsqlDataSource dataSource, Spool spool, JobQueue queue, FilesOptions options, TimeProvider timeProvider)
{
    private readonly UploadDoor _door = new(dataSource, options);

    /// <summary>Streams the part into the spool and stages it.</summary>
    /// <exception cref="GraphQLException">One of <see cref="FileErrors"/>; nothing is left behind.</exception>
    public async Task<StagedFile> StageAsync(UploadPart part, UploadTarget target, Caller caller, CancellationToken cancellationToken)
    {
        var name = FileNames.Safe(part.DeclaredName);
        var room = await Steps.RunAsync(Steps.Admit, () => _door.AdmitAsync(target, caller, cancellationToken));
        var spooled = await Steps.RunAsync(
            Steps.Spool, () => spool.ReceiveAsync(part.Content, Math.Min(room.SizeMax, options.SizeMax), cancellationToken));
        return await StageAsync(spooled, name, part.DeclaredType, room, target, caller, cancellationToken);
    }

    /// <summary>For a transport that takes the bytes before it knows what they are for; staging or <see cref="Discard"/> follows.</summary>
    public Task<SpooledFile> ReceiveAsync(Stream content, CancellationToken cancellationToken) =>
        spool.ReceiveAsync(content, options.SizeMax, cancellationToken);

    /// <summary>Removes what was received and is not staged.</summary>
    public void Discard(SpooledFile spooled) => spool.Remove(spooled.Key);

    /// <summary>Stages what was received before. The spooled bytes are gone when it throws.</summary>
    /// <exception cref="GraphQLException">One of <see cref="FileErrors"/>.</exception>
    public async Task<StagedFile> StageAsync(
        SpooledFile spooled, string? declaredName, string? declaredType, UploadTarget target, Caller caller,
        CancellationToken cancellationToken)
    {
        UploadRoom? room = null;
        try
        {
            var name = FileNames.Safe(declaredName);
            room = await _door.AdmitAsync(target, caller, cancellationToken);
            if (spooled.Size > room.SizeMax)
            {
                throw FileErrors.TooLarge(room.SizeMax);
            }

            return await StageAsync(spooled, name, declaredType, room, target, caller, cancellationToken);
        }
        catch (Exception e) when (e is GraphQLException || room is null)
        {
            spool.Remove(spooled.Key);
            throw;
        }
    }

    /// <summary>
    /// Waits until the version is stored, has failed, or the deadline of <c>ack: STORED</c> has passed. True: it is stored.
    /// </summary>
    public async Task<bool> WaitStoredAsync(Guid versionId, CancellationToken cancellationToken)
    {
        var end = timeProvider.GetTimestamp() + (long)(options.StoredDeadline.TotalSeconds * timeProvider.TimestampFrequency);
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 1.5, 500)))
        {
            await using var command = dataSource.CreateCommand("select state from jim.file_versions where id = $1");
            command.Parameters.Add(new() { Value = versionId });
            var state = await command.ExecuteScalarAsync(cancellationToken) as string;
            if (state is not ("staged" or "storing") || timeProvider.GetTimestamp() >= end)
            {
                return state == "stored";
            }

            await Task.Delay(pause, timeProvider, cancellationToken);
        }
    }

    private async Task<StagedFile> StageAsync(
        SpooledFile spooled, string name, string? declaredType, UploadRoom room, UploadTarget target, Caller caller,
        CancellationToken cancellationToken)
    {
        var file = new StagedFile(
            target.FileId ?? Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), name,
            ContentTypes.Effective(spooled.SniffedType, declaredType), spooled.Size, Convert.ToHexStringLower(spooled.Sha256));
        var priority = spooled.Size > options.LargeAbove ? JobPriority.Low : JobPriority.Normal;
        try
        {
            if (!ContentTypes.IsAllowed(file.MimeType, room.TypesAllowed))
            {
                throw FileErrors.Type(file.MimeType);
            }

            var job = StageCommands.Job(file, priority);
            var version = StageCommands.Version(file, room, spooled, declaredType);
            await Steps.RunAsync(
                Steps.Stage,
                () => target.FileId is null
                    ? AddFileAsync(
                        [Claims.Command(caller), StageCommands.FileRow(file, room, target), job], version, file, cancellationToken)
                    : AddVersionAsync(job, version, file, target.IfVersion, caller, cancellationToken));
        }
        catch (Exception e) when (e is GraphQLException or PostgresException)
        {
            // Certainly rolled back. After a broken connection the commit may have happened: then the keeper finds out.
            spool.Remove(spooled.Key);
            throw e is PostgresException refused ? UploadRefusals.Of(refused) : e;
        }

        await Steps.RunAsync(Steps.Hint, () => queue.HintAsync(file.JobId, JobQueue.FileStoreKind, priority, CancellationToken.None));
        return file;
    }

    /// <summary>One round trip: what the caller may, then what is the platform's.</summary>
    private Task AddFileAsync(
        NpgsqlBatchCommand[] asCaller, NpgsqlBatchCommand version, StagedFile file, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync(
            [.. asCaller, JobCommit.LeaveRole(), version, FileEvents.Command(FileEvents.Staged, file.FileId, file.VersionId)],
            cancellationToken);

    private async Task AddVersionAsync(
        NpgsqlBatchCommand job, NpgsqlBatchCommand version, StagedFile file, long? ifVersion, Caller caller,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await FileLock.TakeAsync(connection, file.FileId, ifVersion, caller, cancellationToken);
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(job);
        batch.BatchCommands.Add(JobCommit.LeaveRole());
        batch.BatchCommands.Add(version);
        batch.BatchCommands.Add(FileEvents.Command(FileEvents.Staged, file.FileId, file.VersionId));
        batch.BatchCommands.Add(StageCommands.Touch(file));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
