using System.IO.Pipelines;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Language;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Schemas;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files.Resumable;

/// <summary>
/// Uploads that arrive by as many requests as they need, over crashes of gateways too: the rows of <c>jim.uploads</c>, with their bytes in
/// the spool. Rights and limits are those of <c>uploadFile</c>, asked before a byte is taken and again when the file is staged.
/// </summary>
public sealed class ResumableUploads(
    NpgsqlDataSource dataSource, FileUploads uploads, Spool spool, FilesOptions options, SchemaOwner schemas, TimeProvider timeProvider)
{
    private readonly UploadTable _table = new(dataSource, uploads, options);

    /// <summary>Begins an upload. One of no bytes has ended then, if it is whole.</summary>
    /// <param name="id">Null: a new one.</param>
    /// <param name="sha256">What the whole must have; null: anything.</param>
    /// <exception cref="GraphQLException">One of <see cref="FileErrors"/>.</exception>
    public async Task<UploadRow> BeginAsync(
        Guid? id, long size, UploadKind kind, UploadMetadata metadata, byte[]? sha256, Caller caller, CancellationToken cancellationToken)
    {
        var fields = FindFields(caller);

        // What parts become is known at their end only.
        var sizeMax = kind == UploadKind.Partial
            ? uploads.Unlimited.SizeMax
            : (await AllowAsync(metadata, fields, caller, cancellationToken)).SizeMax;
        if (size > sizeMax)
        {
            throw FileErrors.TooLarge(sizeMax);
        }

        uploads.RefuseUnlessFits(size);
        var wish = new UploadRow(id ?? Guid.NewGuid(), size, 0, kind, metadata, null, default) { Sha256 = sha256 };
        var row = await _table.InsertAsync(wish, caller, cancellationToken)
            ?? await FindSameAsync(wish, caller, cancellationToken);
        return row is { Size: 0, Kind: UploadKind.Whole, FileId: null }
            ? await AppendAsync(row.Id, 0, PipeReader.Create(Stream.Null), null, caller, cancellationToken)
            : row;
    }

    /// <summary>The caller's upload.</summary>
    /// <exception cref="GraphQLException">JIM_UPLOAD_NOT_FOUND, also where it is somebody else's; JIM_UPLOAD_GONE.</exception>
    public async Task<UploadRow> FindAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var row = caller.UserId is null ? null : await _table.FindAsync(id, caller, cancellationToken);
        return row is null ? throw FileErrors.UploadNotFound() : row.IsExpired ? throw FileErrors.UploadGone() : row;
    }

    /// <summary>Takes bytes; with the last of them a whole upload becomes its file.</summary>
    /// <param name="offset">Where the client thinks that the upload is.</param>
    /// <returns>The upload as it is then.</returns>
    /// <exception cref="GraphQLException">
    /// One of <see cref="FileErrors"/>; bytes that were acknowledged are kept, except where the whole is refused.
    /// </exception>
    public async Task<UploadRow> AppendAsync(
        Guid id, long offset, PipeReader content, ChunkChecksum? checksum, Caller caller, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, caller, cancellationToken);
        if (found.FileId is not null && offset == found.Size)
        {
            return found; // its last answer was lost
        }

        var row = await _table.ClaimAsync(id, offset, caller, spool, cancellationToken)
            ?? throw FileErrors.UploadOffset((await FindAsync(id, caller, cancellationToken)).Received);
        return await RoundRobinThreads.Shared.RunAsync(caller.ShareKey, async () =>
        {
            using var part = await OpenAsync(row, caller, cancellationToken);
            var writer = new UploadWriter(_table, row, part, caller, timeProvider);
            await writer.ReceiveAsync(content, checksum);
            return part.Length == row.Size && row.Kind == UploadKind.Whole
                ? await EndAsync(row, part, null, caller)
                : row with { Received = part.Length, ExpiresAt = writer.ExpiresAt };
        });
    }

    /// <summary>Ends an upload that waits for that. One that has ended is given as it is.</summary>
    /// <param name="sha256">What the whole must have, beside what was named at the beginning; null: anything.</param>
    /// <exception cref="GraphQLException">One of <see cref="FileErrors"/>.</exception>
    public async Task<UploadRow> CompleteAsync(Guid id, byte[]? sha256, Caller caller, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, caller, cancellationToken);
        if (found.FileId is not null)
        {
            return found;
        }

        if (found.Received < found.Size || found.Kind != UploadKind.Held)
        {
            throw FileErrors.UploadOffset(found.Received);
        }

        var row = await _table.ClaimAsync(id, found.Size, caller, spool, cancellationToken) ?? throw FileErrors.UploadTaken();
        return await RoundRobinThreads.Shared.RunAsync(caller.ShareKey, async () =>
        {
            using var part = await OpenAsync(row, caller, cancellationToken);
            return await EndAsync(row, part, sha256, caller);
        });
    }

    /// <summary>Makes a file of partial uploads, which are gone then.</summary>
    /// <exception cref="GraphQLException">One of <see cref="FileErrors"/>.</exception>
    public async Task<UploadRow> ConcatenateAsync(
        ImmutableArray<Guid> ids, UploadMetadata metadata, Caller caller, CancellationToken cancellationToken)
    {
        var parts = new List<UploadRow>();
        foreach (var id in UploadConcatenation.Check(ids))
        {
            parts.Add(await FindAsync(id, caller, cancellationToken));
        }

        var fields = FindFields(caller);
        var allowance = await AllowAsync(metadata, fields, caller, cancellationToken);
        var final = await new UploadConcatenation(uploads, spool).RunAsync(
            parts, metadata, metadata.ToTarget(fields.Attachments), allowance, caller, cancellationToken);
        return await FindAsync(final, caller, cancellationToken);
    }

    /// <summary>Removes an upload and its bytes; of one that has ended the file stays.</summary>
    /// <exception cref="GraphQLException">JIM_UPLOAD_NOT_FOUND.</exception>
    public async Task DeleteAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var row = await FindAsync(id, caller, cancellationToken);
        if (await _table.DeleteAsync(id, caller, cancellationToken) && row.FileId is null)
        {
            spool.RemovePart(row.SpoolKey);
        }
    }

    /// <summary>Removes uploads that have expired.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        const int Most = 500;
        int deleted;
        do
        {
            (deleted, var keys) = await _table.SweepAsync(Most, cancellationToken);
            foreach (var key in keys)
            {
                spool.Withdraw(key);
                spool.RemovePart(key);
            }
        }
        while (deleted == Most);
    }

    private async Task<UploadRow> FindSameAsync(UploadRow wish, Caller caller, CancellationToken cancellationToken) =>
        await _table.FindAsync(wish.Id, caller, cancellationToken) is { IsExpired: false } same
            && same.Size == wish.Size && same.Kind == wish.Kind && same.Metadata.Header == wish.Metadata.Header
            && same.Sha256.AsSpan().SequenceEqual(wish.Sha256)
            ? same
            : throw FileErrors.UploadInvalid("Another upload has this id.");

    private Task<UploadAllowance> AllowAsync(
        UploadMetadata metadata, UploadResolver fields, Caller caller, CancellationToken cancellationToken)
    {
        _ = FileNames.Safe(metadata.Name);
        return uploads.AllowAsync(
            metadata.ToTarget(fields.Attachments), caller, rowsMayCome: false, fields.RowIsKnown, cancellationToken);
    }

    /// <summary>The field <c>uploadFile</c> as the caller sees it, who must be a user: somebody has to own the upload.</summary>
    private UploadResolver FindFields(Caller caller)
    {
        if (caller.UserId is null)
        {
            throw FileErrors.Forbidden("upload files by parts");
        }

        var view = schemas.Current.ViewFor(caller.Role);
        return view.RootType(OperationKind.Mutation) is { } root && view.TryGetField(root, "uploadFile", out var field)
            && field.Binding is FieldResolver { Target: UploadResolver resolver }
            ? resolver
            : throw FileErrors.Forbidden("upload files");
    }

    private async Task<SpoolPart> OpenAsync(UploadRow row, Caller caller, CancellationToken cancellationToken)
    {
        SpoolPart? part = null;
        try
        {
            part = await spool.OpenPartAsync(row.SpoolKey, row.Received, cancellationToken) ?? throw FileErrors.UploadTaken();

            // The one before may have ended the upload in between, and a later one may wait for the file.
            if (await _table.AdvanceAsync(row, row.Received, caller) is null)
            {
                throw FileErrors.UploadTaken();
            }

            part.GoOnAt(row.Received);
            return part;
        }
        catch (Exception e)
        {
            part?.Dispose();
            throw e is not FileNotFoundException ? e : await DropAsync(row) ? FileErrors.UploadGone() : FileErrors.UploadTaken();
        }
    }

    /// <summary>Makes the file of all the bytes, also where nobody waits for it any more.</summary>
    /// <param name="sha256">What they must have, beside what was named at the beginning; null: anything.</param>
    private async Task<UploadRow> EndAsync(UploadRow row, SpoolPart part, byte[]? sha256, Caller caller)
    {
        var spooled = await part.EndAsync();
        if (new[] { row.Sha256, sha256 }.Any(named => named is not null && !named.AsSpan().SequenceEqual(spooled.Sha256)))
        {
            await DropAsync(row);
            throw FileErrors.UploadChecksum();
        }

        try
        {
            var target = row.Metadata.ToTarget(FindFields(caller).Attachments);
            var file = await uploads.StageAsync(
                new ReceivedFile(spooled, row.Metadata.Name, row.Metadata.Type), target, caller, HoldAsync,
                (connection, file) => UploadTable.CompleteAsync(connection, row, file.FileId), CancellationToken.None);
            return row with { Received = row.Size, FileId = file.FileId };
        }
        catch (GraphQLException refused) when (IsForGood(refused))
        {
            await DropAsync(row);
            throw;
        }

        async Task HoldAsync(NpgsqlConnection connection)
        {
            if (!await UploadTable.HoldAsync(connection, row))
            {
                throw FileErrors.UploadTaken();
            }

            spool.Publish(row.SpoolKey);
            part.Dispose(); // a worker opens it as soon as this is committed
        }
    }

    /// <summary>The same bytes would be refused again.</summary>
    private static bool IsForGood(GraphQLException refused) =>
        refused is not (DatabaseUnavailableException or OverloadedException or StatementFailedException { IsUnexpected: true })
        && refused.Errors[0].Code != ErrorTable.UploadTaken.Code && ErrorTable.FindLaterTry(refused.Errors[0]) == LaterTry.Fails;

    /// <summary>Removes the upload that the caller writes. False: there is another writer by now, or no upload.</summary>
    private async Task<bool> DropAsync(UploadRow row)
    {
        if (!await _table.DropAsync(row))
        {
            return false;
        }

        spool.Withdraw(row.SpoolKey);
        spool.RemovePart(row.SpoolKey);
        return true;
    }
}
