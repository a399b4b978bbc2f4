using System.Diagnostics;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Files;

/// <summary>
/// Writes the rows of uploads and the jobs that store them, in one transaction each: what the caller writes with the caller's rights, then
/// what the platform writes as the login role.
/// </summary>
/// <param name="turns">Shares out the connections on which it is done.</param>
internal sealed class UploadRows(NpgsqlDataSource dataSource, FilesOptions options, FairTurns turns)
{
    /// <summary>In which queue the file's job waits.</summary>
    public JobPriority ChoosePriority(StagedFile file) => file.SizeBytes > options.LargeAbove ? JobPriority.Low : JobPriority.Normal;

    /// <summary>Writes the rows of an upload and its job. Throws <see cref="GraphQLException"/> where Postgres refuses them.</summary>
    /// <param name="within">The connection of a transaction that somebody else ends; null: a transaction of its own.</param>
    public async Task<StagedFile> WriteAsync(
        ReceivedFile received, AdmittedUpload admission, UploadTarget target, Caller caller, NpgsqlConnection? within,
        CancellationToken cancellationToken)
    {
        var file = Describe(received, admission, target);
        var bucket = admission.Bucket;
        try
        {
            await Steps.RunAsync(Steps.Stage, () => within is null ? turns.RunAsync(caller, AddAsync, cancellationToken) : AddAsync());
            return file;
        }
        catch (PostgresException refused)
        {
            throw UploadRefusals.Translate(refused, target, options.TellRaised);
        }

        Task AddAsync() => target switch
        {
            UploadTarget.NewFile added => AddFileAsync(file, received, bucket, added, caller, within),
            UploadTarget.NewVersion version => AddVersionAsync(file, received, bucket, version, caller, within),
            _ => throw new UnreachableException($"An upload becomes {target.GetType().Name}."),
        };
    }

    /// <summary>One round trip: the rows that the caller writes, then those that the platform writes as the login role.</summary>
    private Task AddFileAsync(
        StagedFile file, ReceivedFile received, BucketPolicy bucket, UploadTarget.NewFile added, Caller caller, NpgsqlConnection? within)
    {
        NpgsqlBatchCommand[] commands =
            [Claims.Command(caller), StageCommands.FileRow(file, bucket, added), .. BuildVersion(file, received, bucket)];
        return within?.ExecuteAsync(commands, CancellationToken.None) ?? dataSource.ExecuteAsync(commands, CancellationToken.None);
    }

    private async Task AddVersionAsync(
        StagedFile file, ReceivedFile received, BucketPolicy bucket, UploadTarget.NewVersion version, Caller caller,
        NpgsqlConnection? within)
    {
        if (within is null)
        {
            await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            await AddVersionAsync(file, received, bucket, version, caller, connection);
            await transaction.CommitAsync(CancellationToken.None);
            return;
        }

        await FileLock.TakeAsync(within, version, caller);
        var touch = StageCommands.Touch(file);
        await within.ExecuteAsync([.. BuildVersion(file, received, bucket), touch], CancellationToken.None);
        if (touch.RecordsAffected == 0)
        {
            throw new GraphQLException(RunErrors.Skipped());
        }
    }

    /// <summary>The job under the caller's rights, then what the platform writes as the login role.</summary>
    private NpgsqlBatchCommand[] BuildVersion(StagedFile file, ReceivedFile received, BucketPolicy bucket) =>
    [
        StageCommands.Job(file, ChoosePriority(file)), Claims.LeaveRole(), StageCommands.Version(file, bucket, received),
        FileEvents.Command(FileEvents.Staged, file.FileId, file.VersionId),
    ];

    private static StagedFile Describe(ReceivedFile received, AdmittedUpload admission, UploadTarget target)
    {
        var spooled = received.Spooled;
        var file = new StagedFile(
            target is UploadTarget.NewVersion { FileId: var id } ? id : Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(),
            admission.Name, ContentTypes.Effective(spooled.SniffedType, received.DeclaredType), spooled.Size,
            Convert.ToHexStringLower(spooled.Sha256));
        ContentTypes.Check(file.MimeType, [.. admission.Bucket.TypesAllowed]);
        return file;
    }
}
