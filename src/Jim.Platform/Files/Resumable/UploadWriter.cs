using System.IO.Pipelines;
using System.Security.Cryptography;
using Jim.Platform.Files.Spooling;
using Jim.Postgres.Rights;

namespace Jim.Platform.Files.Resumable;

/// <summary>
/// Takes the bytes of one request into the spool. At each beat they are flushed and acknowledged in the upload's row, so that a process
/// that is killed loses a second of them at most; a request that has come later has a higher fence, which ends this one there.
/// </summary>
internal sealed class UploadWriter(UploadTable table, UploadRow row, SpoolPart part, Caller caller, TimeProvider timeProvider)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private long _acknowledged = row.Received;

    public DateTimeOffset ExpiresAt { get; private set; } = row.ExpiresAt;

    /// <param name="checksum">Bytes count only when all of them have it; null: none is named.</param>
    /// <exception cref="GraphQLException">
    /// JIM_UPLOAD_OFFSET: the request was cut; tus clients ask then where to go on. JIM_UPLOAD_TAKEN, JIM_UPLOAD_CHECKSUM,
    /// JIM_FILE_TOO_LARGE, JIM_SPOOL_FULL. What arrived before is kept.
    /// </exception>
    public async Task ReceiveAsync(PipeReader source, ChunkChecksum? checksum)
    {
        using var hash = checksum is null ? null : IncrementalHash.CreateHash(checksum.Algorithm);
        try
        {
            await CopyAsync(source, hash);
        }
        catch (GraphQLException cut) when (cut.Errors[0].Code == ErrorTable.UploadCut.Code)
        {
            await AcknowledgeAsync(hash);
            throw FileErrors.UploadOffset(_acknowledged);
        }
        catch (GraphQLException full) when (full.Errors[0].Code == ErrorTable.SpoolFull.Code)
        {
            await AcknowledgeAsync(hash);
            throw;
        }

        if (hash is not null && !CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), checksum!.Digest))
        {
            throw FileErrors.UploadChecksum();
        }

        if (part.Length < row.Size || row.Kind is UploadKind.Held or UploadKind.Partial)
        {
            await AcknowledgeAsync(part.Length);
        }
    }

    private async Task CopyAsync(PipeReader source, IncrementalHash? hash)
    {
        var beat = Task.Delay(Beat, timeProvider, CancellationToken.None);
        while (true)
        {
            var reading = ReadAsync(source);
            try
            {
                while (beat.IsCompleted || await Task.WhenAny(reading, beat) == beat)
                {
                    await AcknowledgeAsync(hash);
                    beat = Task.Delay(Beat, timeProvider, CancellationToken.None);
                }
            }
            catch
            {
                source.CancelPendingRead(); // by a token Kestrel could not read what is left of the body
                await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // a cut must not hide why this ends
                if (reading.IsCompletedSuccessfully)
                {
                    source.AdvanceTo((await reading).Buffer.Start);
                }

                throw;
            }

            var read = await reading;
            try
            {
                part.Append(read.Buffer, row.Size);
                foreach (var piece in read.Buffer)
                {
                    hash?.AppendData(piece.Span);
                }
            }
            finally
            {
                source.AdvanceTo(read.Buffer.End);
            }

            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Reads from the client, so that a failure to read can be told from a failure to flush, after which nothing may be acknowledged:
    /// the operating system tells only once that it has lost bytes.
    /// </summary>
    private static async Task<ReadResult> ReadAsync(PipeReader source)
    {
        try
        {
            return await source.ReadAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            throw FileErrors.Cut();
        }
    }

    /// <summary>The last byte is acknowledged with the file only, and nothing of what a checksum has yet to prove.</summary>
    private Task AcknowledgeAsync(IncrementalHash? hash) =>
        AcknowledgeAsync(hash is null && part.Length < row.Size ? part.Length : _acknowledged);

    private async Task AcknowledgeAsync(long length)
    {
        if (length > _acknowledged)
        {
            part.Flush();
        }

        ExpiresAt = await table.AdvanceAsync(row, length, caller) ?? throw FileErrors.UploadTaken();
        _acknowledged = length;
    }
}
