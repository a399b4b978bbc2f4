using System.Buffers;
using System.Security.Cryptography;

namespace Jim.Platform.Files.Stores;

/// <summary>
/// The SHA-256 of bytes that are read piece by piece. Not by <see cref="SHA256.HashDataAsync(Stream, CancellationToken)"/>, which goes on
/// where the bytes arrive, on the threads of all sockets.
/// </summary>
internal static class ContentHash
{
    private const int BufferSize = 128 * 1024;

    /// <param name="read">Fills the buffer from its beginning, and gives how many bytes it has read; 0 at the end.</param>
    public static async ValueTask<byte[]> ComputeAsync(Func<byte[], ValueTask<int>> read)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await read(buffer)) > 0)
            {
                hash.AppendData(buffer, 0, count);
            }

            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The same of what is on the disk.</summary>
    /// <param name="onRead">Told the bytes of each piece.</param>
    public static async ValueTask<byte[]> ComputeAsync(string path, Action<long> onRead, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var at = 0L;
        return await ComputeAsync(buffer =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = RandomAccess.Read(file, buffer, at);
            at += read;
            onRead(read);
            return ValueTask.FromResult(read);
        });
    }
}
