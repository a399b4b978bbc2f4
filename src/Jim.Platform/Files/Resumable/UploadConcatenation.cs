using Jim.Platform.Files.Spooling;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;

namespace Jim.Platform.Files.Resumable;

/// <summary>Makes a file of partial uploads. Their bytes are copied, so that until its end nothing of them is lost.</summary>
internal sealed class UploadConcatenation(FileUploads uploads, Spool spool)
{
    private const int PartsMax = 64;

    /// <summary>The ids, where there may be so many.</summary>
    /// <exception cref="GraphQLException">JIM_UPLOAD_INVALID.</exception>
    public static ImmutableArray<Guid> Check(ImmutableArray<Guid> ids) =>
        ids.Length is > 0 and <= PartsMax && ids.Distinct().Count() == ids.Length
            ? ids
            : throw FileErrors.UploadInvalid($"Upload-Concat names 1 to {PartsMax} different uploads.");

    /// <summary>Stages the file; the partial uploads are gone then.</summary>
    /// <returns>The id of the final upload.</returns>
    /// <exception cref="GraphQLException">One of <see cref="FileErrors"/>.</exception>
    public async Task<Guid> RunAsync(
        List<UploadRow> parts, UploadMetadata metadata, UploadTarget target, UploadAllowance allowance, Caller caller,
        CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            _ = part.Kind != UploadKind.Partial ? throw FileErrors.UploadInvalid("Upload-Concat names an upload that is not partial.")
                : part.Received < part.Size ? throw FileErrors.UploadOffset(part.Received)
                : part;
        }

        var spooled = await JoinAsync(parts, metadata, allowance, caller, cancellationToken);
        try
        {
            var row = new UploadRow(Guid.NewGuid(), spooled.Size, spooled.Size, UploadKind.Final, metadata, null, default)
            {
                Parts = [.. parts.Select(p => p.Id)],
            };
            await uploads.StageAsync(
                new ReceivedFile(spooled, metadata.Name, metadata.Type), target, caller, _ => Task.CompletedTask,
                (connection, file) => UploadTable.WriteFinalAsync(connection, row with { FileId = file.FileId }, caller),
                cancellationToken);
            parts.ForEach(part => spool.RemovePart(part.SpoolKey));
            return row.Id;
        }
        catch (GraphQLException)
        {
            uploads.Discard(spooled); // rolled back for certain
            throw;
        }
    }

    private async Task<SpooledFile> JoinAsync(
        List<UploadRow> parts, UploadMetadata metadata, UploadAllowance allowance, Caller caller, CancellationToken cancellationToken)
    {
        var size = parts.Sum(p => p.Size);
        uploads.RefuseUnlessFits(size);

        // No request has brought bytes of an empty part, so that it has no file.
        await using var bytes = new PartsStream(
            parts.Where(p => p.Size > 0).Select(p => (Func<Stream>)(() => spool.OpenReadPart(p.SpoolKey))));
        SpooledFile spooled;
        try
        {
            spooled = await RoundRobinThreads.Shared.RunAsync(
                caller.ShareKey, () => uploads.ReceiveAsync(bytes, metadata.Type, allowance, cancellationToken));
        }
        catch (FileNotFoundException)
        {
            throw FileErrors.UploadGone();
        }

        if (spooled.Size != size)
        {
            uploads.Discard(spooled); // the disk has lost acknowledged bytes
            throw FileErrors.UploadGone();
        }

        return spooled;
    }
}
