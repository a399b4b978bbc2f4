using System.Buffers;
using System.IO.Pipelines;

namespace Jim.Server.Http;

/// <summary>Reads a whole request body into one stretch of memory, up to a limit.</summary>
public static class BodyReader
{
    /// <summary>
    /// Hands the body to <paramref name="use"/> while its buffer lives. False: the body passed the limit, which was noticed before more was
    /// read.
    /// </summary>
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
