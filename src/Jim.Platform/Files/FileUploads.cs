using Jim.Platform.Files.Spooling;
using Jim.Platform.Jobs;
using Jim.Platform.Requests;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>
/// Takes uploads: asks whether the caller may, spools the bytes, and in one transaction under the caller's rights makes them a version with
/// its job. After that no crash and no outage of a target can lose the file.
/// </summary>
/// <param name="time">Is charged with the statements of uploads; null: they are not measured.</param>
public sealed class FileUploads(
    NpgsqlDataSource dataSource, Spool spool, JobQueue queue, FilesOptions options, TimeProvider timeProvider, DatabaseTime? time = null)
    : IDisposable
{
    private readonly UploadAuthorizer _authorizer = new(dataSource, options);

    // Half of the connections of Jim's own work, the rest of which must not wait for locks that hold up uploads.
    private readonly FairTurns _turns = new(places: 8, time ?? new DatabaseTime(TimeSpan.Zero, timeProvider), timeProvider);

    private UploadRows Rows => field ??= new UploadRows(dataSource, options, _turns);

    /// <summary>Streams the part into the spool and stages it.</summary>
    /// <exception cref="GraphQLException">One of <see cref="FileErrors"/>; nothing is left behind.</exception>
    public async Task<StagedFile> StageAsync(UploadPart part, UploadTarget target, Caller caller, CancellationToken cancellationToken)
    {
        var admission = await AuthorizeAsync(part.DeclaredName, target, caller, null, cancellationToken);
        var spooled = await Steps.RunAsync(
            Steps.Spool, () => spool.ReceiveAsync(part.Content, Math.Min(admission.Bucket.SizeMax, options.SizeMax), cancellationToken));
        var received = new ReceivedFile(spooled, part.DeclaredName, part.DeclaredType);
        return await StageAsync(received, admission, target, caller, cancellationToken);
    }

    /// <summary>What one file may have where nothing else limits it.</summary>
    public UploadAllowance Unlimited => new(options.SizeMax, []);

    /// <summary>Asks before a byte is read what of a file may arrive there. Staging asks again, as it knows size and type.</summary>
    /// <param name="rowsMayCome">An earlier field of the request may still make the rows that the upload names.</param>
    /// <param name="rowIsKnown">No trigger changes the file's row before its policies are asked, so that they can be asked now.</param>
    /// <exception cref="GraphQLException">One of <see cref="FileErrors"/>.</exception>
    public async Task<UploadAllowance> AllowAsync(
        UploadTarget target, Caller caller, bool rowsMayCome, bool rowIsKnown, CancellationToken cancellationToken)
    {
        try
        {
            var bucket = await FindBucketAsync(target, caller, null, cancellationToken);
            if (!rowsMayCome)
            {
                await _turns.RunAsync(
                    caller, () => UploadTrial.AskAsync(dataSource, target, bucket, caller, rowIsKnown), cancellationToken);
            }

            return new UploadAllowance(Math.Min(bucket.SizeMax, options.SizeMax), [.. bucket.TypesAllowed]);
        }
        catch (GraphQLException missing) when (rowsMayCome && FileErrors.IsMissing(missing))
        {
            return Unlimited;
        }
    }

    /// <summary>Throws JIM_SPOOL_FULL where so many bytes have no room now.</summary>
    public void RefuseUnlessFits(long bytes) => spool.RefuseUnlessFits(bytes);

    /// <summary>
    /// For a transport that receives the bytes before it knows which field uses them; staging or <see cref="Discard"/> must follow.
    /// </summary>
    /// <param name="declaredType">What the client says of the type; null: nothing.</param>
    public Task<SpooledFile> ReceiveAsync(
        Stream content, string? declaredType, UploadAllowance allowance, CancellationToken cancellationToken) =>
        Steps.RunAsync(Steps.Spool, () => spool.ReceiveAsync(
            content, Math.Min(allowance.SizeMax, options.SizeMax),
            sniffed => ContentTypes.Check(ContentTypes.Effective(sniffed, declaredType), allowance.TypesAllowed), cancellationToken));

    /// <summary>The same for a copy of what was received before.</summary>
    public Task<SpooledFile> ReceiveAsync(Stream content, CancellationToken cancellationToken) =>
        ReceiveAsync(content, null, Unlimited, cancellationToken);

    /// <summary>The bytes of what was received, which can be read to the end even when the spool has removed them.</summary>
    public FileStream OpenRead(SpooledFile spooled) => spool.OpenRead(spooled.Key);

    /// <summary>Removes what was received and is not staged.</summary>
    public void Discard(SpooledFile spooled) => spool.Remove(spooled.Key);

    /// <summary>Stages what was received before. The spooled bytes are gone when it throws.</summary>
    /// <exception cref="GraphQLException">One of <see cref="FileErrors"/>.</exception>
    public async Task<StagedFile> StageAsync(
        ReceivedFile received, UploadTarget target, Caller caller, CancellationToken cancellationToken)
    {
        AdmittedUpload admission;
        try
        {
            admission = await AdmitAsync(received, target, caller, null, cancellationToken);
        }
        catch
        {
            Discard(received.Spooled);
            throw;
        }

        return await StageAsync(received, admission, target, caller, cancellationToken);
    }

    /// <summary>
    /// Stages what was received within a transaction that somebody else ends: after its commit follows <see cref="HintAsync"/>, else
    /// <see cref="Discard"/>.
    /// </summary>
    /// <exception cref="GraphQLException">One of <see cref="FileErrors"/>, or what a trigger raised.</exception>
    public async Task<StagedFile> StageWithinAsync(
        NpgsqlConnection connection, ReceivedFile received, UploadTarget target, Caller caller, CancellationToken cancellationToken)
    {
        var admission = await AdmitAsync(received, target, caller, connection, cancellationToken);
        return await Rows.WriteAsync(received, admission, target, caller, connection, cancellationToken);
    }

    /// <summary>Stages what was received in a transaction with further statements. The spooled bytes stay when it throws.</summary>
    /// <param name="beginAsync">Runs first, as the login role.</param>
    /// <param name="endAsync">Runs last, as the login role.</param>
    /// <exception cref="GraphQLException">One of <see cref="FileErrors"/>, or what a trigger raised.</exception>
    internal async Task<StagedFile> StageAsync(
        ReceivedFile received, UploadTarget target, Caller caller, Func<NpgsqlConnection, Task> beginAsync,
        Func<NpgsqlConnection, StagedFile, Task> endAsync, CancellationToken cancellationToken)
    {
        var file = await _turns.RunAsync(caller, WriteAsync, cancellationToken);
        await HintAsync(file);
        return file;

        async Task<StagedFile> WriteAsync()
        {
            await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            await beginAsync(connection);
            var staged = await StageWithinAsync(connection, received, target, caller, cancellationToken);
            await endAsync(connection, staged);
            try
            {
                await transaction.CommitAsync(CancellationToken.None);
            }
            catch (PostgresException refused)
            {
                throw PostgresFailure.ToException(refused, cancellationToken, options.TellRaised);
            }

            return staged;
        }
    }

    /// <summary>Runs statements for a caller when it is the caller's turn.</summary>
    internal Task<T> TakeTurnAsync<T>(Caller caller, Func<Task<T>> run, CancellationToken cancellationToken) =>
        _turns.RunAsync(caller, run, cancellationToken);

    /// <summary>Runs fields that share a transaction, as the only ones of theirs.</summary>
    internal async Task<object?> RunTransactionAsync(
        Caller caller, Func<NpgsqlConnection, Task<JoinedField>> joinAsync, CancellationToken cancellationToken)
    {
        var joined = await _turns.RunAsync(caller, RunAsync, cancellationToken);
        if (joined.Errors.IsEmpty)
        {
            await joined.CommittedAsync(cancellationToken);
        }

        return joined.Value;

        async Task<JoinedField> RunAsync()
        {
            await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            var field = await joinAsync(connection);
            try
            {
                await (field.Errors.IsEmpty ? transaction.CommitAsync(CancellationToken.None) : Task.CompletedTask);
                return field;
            }
            catch (PostgresException refused)
            {
                field.RolledBack(); // for certain; after a broken connection the keeper's sweep finds out
                throw PostgresFailure.ToException(refused, cancellationToken, options.TellRaised);
            }
        }
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>Wakes a worker for the job of a staged file; if the message is lost, the sweeper finds the job.</summary>
    public Task HintAsync(StagedFile file) => Steps.RunAsync(
        Steps.Hint, () => queue.HintAsync(file.JobId, JobQueue.FileStoreKind, Rows.ChoosePriority(file), CancellationToken.None));

    /// <summary>
    /// Waits until the version is stored, has failed, or the deadline of <c>ack: STORED</c> has passed. True: it is stored.
    /// </summary>
    public async Task<bool> WaitStoredAsync(Guid versionId, CancellationToken cancellationToken)
    {
        var end = timeProvider.GetTimestamp() + (long)(options.StoredDeadline.TotalSeconds * timeProvider.TimestampFrequency);
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 1.5, 500)))
        {
            await using var command = dataSource.CreateCommand("select state from jim.file_versions where id = $1", versionId);
            var state = await command.ExecuteScalarAsync(CancellationToken.None) as string;
            if (state is not ("staged" or "storing") || timeProvider.GetTimestamp() >= end)
            {
                return state == "stored";
            }

            await Task.Delay(pause, timeProvider, cancellationToken);
        }
    }

    /// <summary>The same for the newest version of a file.</summary>
    public async Task WaitFileStoredAsync(Guid fileId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select id from jim.file_versions where file_id = $1 order by number desc limit 1", [fileId]);
        if (await command.ExecuteScalarAsync(CancellationToken.None) is Guid version)
        {
            await WaitStoredAsync(version, cancellationToken);
        }
    }

    /// <summary>Whether the caller may upload there, and what the bucket allows; a name that cannot be kept is refused first.</summary>
    /// <param name="within">The connection of a transaction whose rows count too; null: a connection of its own.</param>
    private async Task<AdmittedUpload> AuthorizeAsync(
        string? declaredName, UploadTarget target, Caller caller, NpgsqlConnection? within, CancellationToken cancellationToken) =>
        new(FileNames.Safe(declaredName), await FindBucketAsync(target, caller, within, cancellationToken));

    private Task<BucketPolicy> FindBucketAsync(
        UploadTarget target, Caller caller, NpgsqlConnection? within, CancellationToken cancellationToken) =>
        Steps.RunAsync(Steps.Authorize, () => within is null
            ? _turns.RunAsync(caller, () => _authorizer.AuthorizeAsync(target, caller, null), cancellationToken)
            : _authorizer.AuthorizeAsync(target, caller, within));

    /// <summary>The same for a file whose size is known.</summary>
    private async Task<AdmittedUpload> AdmitAsync(
        ReceivedFile received, UploadTarget target, Caller caller, NpgsqlConnection? within, CancellationToken cancellationToken)
    {
        var admission = await AuthorizeAsync(received.DeclaredName, target, caller, within, cancellationToken);
        return received.Spooled.Size <= admission.Bucket.SizeMax ? admission : throw FileErrors.TooLarge(admission.Bucket.SizeMax);
    }

    private async Task<StagedFile> StageAsync(
        ReceivedFile received, AdmittedUpload admission, UploadTarget target, Caller caller, CancellationToken cancellationToken)
    {
        StagedFile file;
        try
        {
            file = await Rows.WriteAsync(received, admission, target, caller, null, cancellationToken);
        }
        catch (GraphQLException)
        {
            // Rolled back for certain; after a broken connection it may have been committed, which the keeper's sweep finds out.
            Discard(received.Spooled);
            throw;
        }

        await HintAsync(file);
        return file;
    }
}
