using System.Buffers;

namespace Jim.Platform.Files.Stores;

/// <summary>Writes a file durably, reads it again, and compares it with what it should be.</summary>
internal static class ProvenFile
{
    private const int BufferSize = 128 * 1024;

    /// <param name="path">Where no file is yet.</param>
    /// <param name="content">Seekable; read from its beginning.</param>
    /// <exception cref="ObjectStoreException">WrongBytes.</exception>
    public static async Task WriteAsync(
        string path, Stream content, long length, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        content.Position = 0;
        await WriteAsync(path, content, length, cancellationToken);

        // SHA-256 of what is on the disk: only bytes that were read back count as a copy.
        var found = await ContentHash.ComputeAsync(path, _ => { }, cancellationToken);
        if (!found.AsSpan().SequenceEqual(sha256.Span))
        {
            throw new ObjectStoreException(StoreFailure.WrongBytes, "The bytes do not have the SHA-256 that was given.");
        }
    }

    private static async Task WriteAsync(string path, Stream content, long length, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None);
            var written = 0L;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                RandomAccess.Write(file, buffer.AsSpan(0, read), written);
                written += read;
            }

            if (written != length)
            {
                throw new ObjectStoreException(StoreFailure.WrongBytes, "The content does not have the length that was given.");
            }

            RandomAccess.FlushToDisk(file);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
