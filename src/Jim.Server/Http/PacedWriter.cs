using System.Buffers;
using System.IO.Pipelines;
using Jim.Platform.Identity;

namespace Jim.Server.Http;

/// <summary>Sends bytes no faster than the client reads them, and counts them in <see cref="UnsentAnswers"/> while it does not.</summary>
internal static class PacedWriter
{
    /// <summary>How much is copied into the server's own buffers at once, which would else hold a long answer a second time.</summary>
    private const int SliceBytes = 128 * 1024;

    /// <summary>Sends all of it.</summary>
    public static async ValueTask WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        IDisposable? held = null;
        try
        {
            for (var rest = bytes; !rest.IsEmpty; rest = rest[Math.Min(SliceBytes, rest.Length)..])
            {
                var output = context.Response.BodyWriter;
                output.Write(rest.Span[..Math.Min(SliceBytes, rest.Length)]);
                if (rest.Length <= SliceBytes)
                {
                    break; // the caller flushes it together with what follows
                }

                var sent = output.FlushAsync(cancellationToken);
                held ??= sent.IsCompleted ? null : Hold(context, bytes.Length);
                await sent;
            }
        }
        finally
        {
            held?.Dispose();
        }
    }

    /// <summary>Waits until the client has read nearly all that was written.</summary>
    /// <param name="bytes">How much was written since the last flush.</param>
    public static async ValueTask<FlushResult> FlushAsync(HttpContext context, long bytes, CancellationToken cancellationToken)
    {
        var sent = context.Response.BodyWriter.FlushAsync(cancellationToken);
        if (sent.IsCompleted)
        {
            return await sent;
        }

        using var held = Hold(context, bytes);
        return await sent;
    }

    private static IDisposable? Hold(HttpContext context, long bytes) => context.RequestServices?.GetService<UnsentAnswers>()?
        .Hold(SourceNetwork.Find(context.Connection.RemoteIpAddress), bytes, context.Abort);
}
