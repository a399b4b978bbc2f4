using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files.Sftp;

/// <summary>The bytes of a file, over a connection that may be lost in the middle of them.</summary>
internal sealed class SftpObjectStream(Stream file) : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await file.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (SftpFailures.IsFailure(e))
        {
            throw SftpFailures.Classify(e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await file.DisposeAsync();
            await base.DisposeAsync();
        }
        catch (Exception e) when (SftpFailures.IsFailure(e))
        {
            // The server closes the file with the connection.
        }
    }

    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
        catch (Exception e) when (SftpFailures.IsFailure(e))
        {
            // The same.
        }
    }
}
