using System.Buffers;
using System.IO.Pipelines;

namespace Jim.Server.Http;

/// <summary>Reads a whole request body into memory, up to a limit.</summary>
public static class BodyReader
{
    private const int UnneededBytesMax = 4 << 20;

    /// <summary>
    /// Reads what is left of a body that nobody needs, so that the client can read the answer and send its next request. False: that is too
    /// much, and the connection is to be closed.
    /// </summary>
    public static async Task<bool> TryFinishAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > UnneededBytesMax)
        {
            return false;
        }

        try
        {
            return await DiscardAsync(request.Body, UnneededBytesMax - 1, cancellationToken) < UnneededBytesMax;
        }
        catch (Exception e) when (e is IOException or BadHttpRequestException)
        {
            return false;
        }
    }

    /// <summary>
    /// Reads a body or a part of one that nobody needs to its end, or until more than <paramref name="most"/> bytes have come. Answers how
    /// many bytes came.
    /// </summary>
    public static async Task<long> DiscardAsync(Stream body, long most, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var total = 0L;
        int read;
        while (total <= most && (read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            total += read;
        }

        return total;
    }

    /// <summary>
    /// Hands the body to <paramref name="use"/>, which must copy what it keeps: the buffer is used again afterwards. False: the body is
    /// larger than the limit; <paramref name="use"/> was not called, and the rest of the body was not read.
    /// </summary>
    /// <param name="declared">The header <c>Content-Length</c>, in bytes; null: the body came without one.</param>
    public static async ValueTask<bool> ReadAsync(
        PipeReader reader, long? declared, int bytesMax, Action<ReadOnlySequence<byte>> use, CancellationToken cancellationToken)
    {
        if (declared > bytesMax)
        {
            return false;
        }

        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > bytesMax)
            {
                reader.AdvanceTo(read.Buffer.End);
                return false;
            }

            if (read.IsCompleted)
            {
                try
                {
                    use(read.Buffer);
                }
                finally
                {
                    // A read that is left open makes Kestrel cut the connection after the answer: the client's next request would fail.
                    reader.AdvanceTo(read.Buffer.End);
                }

                return true;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
