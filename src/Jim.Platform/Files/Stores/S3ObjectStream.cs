using Amazon.S3.Model;

namespace Jim.Platform.Files.Stores;

/// <summary>The body of a response. A read that gets no byte within the deadline fails. Disposing it ends the transfer.</summary>
internal sealed class S3ObjectStream(GetObjectResponse response, TimeSpan deadline) : ForwardStream
{
    private readonly Stream _body = response.ResponseStream;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(deadline);
        return await S3Failures.GuardAsync(async () => await _body.ReadAsync(buffer, limited.Token), cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            response.Dispose();
        }

        base.Dispose(disposing);
    }
}
