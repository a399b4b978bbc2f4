using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Jim.Platform.Files.Spooling;

/// <summary>
/// A file of the spool that arrives in parts, open for one writer of all processes. What was appended is durable after
/// <see cref="Flush"/>. It takes a processor and waits for the disk, so it belongs on <see cref="Jim.Postgres.Running.RoundRobinThreads"/>.
/// </summary>
public sealed class SpoolPart : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly string _key;
    private readonly SafeFileHandle _file;
    private readonly FreeSpace.Share _share;

    // The state of a hash cannot be kept over requests: only of a file that arrives by one are the digests known without reading it again.
    private ContentDigests? _digests;

    internal SpoolPart(string key, SafeFileHandle file, FreeSpace.Share share) => (_key, _file, _share) = (key, file, share);

    public long Length { get; private set; }

    /// <summary>
    /// Goes on after what was acknowledged; what the file has beyond that goes. Whoever calls has made sure, with the file open, that no
    /// other writer came later.
    /// </summary>
    /// <exception cref="FileNotFoundException">Acknowledged bytes are lost.</exception>
    public void GoOnAt(long length)
    {
        if (RandomAccess.GetLength(_file) < length)
        {
            throw new FileNotFoundException("Acknowledged bytes are gone.");
        }

        RandomAccess.SetLength(_file, length);
        Length = length;
        _digests = length == 0 ? new ContentDigests() : null;
    }

    /// <exception cref="GraphQLException">JIM_SPOOL_FULL, JIM_FILE_TOO_LARGE.</exception>
    public void Append(ReadOnlySequence<byte> bytes, long sizeMax)
    {
        if (Length + bytes.Length > sizeMax)
        {
            throw FileErrors.TooLarge(sizeMax);
        }

        try
        {
            if (!_share.TryTake(bytes.Length))
            {
                throw FileErrors.SpoolFull();
            }

            RandomAccess.Write(_file, [.. Pieces(bytes)], Length);
        }
        catch (IOException e) when (Spool.IsFull(e))
        {
            throw FileErrors.SpoolFull();
        }

        foreach (var piece in bytes)
        {
            _digests?.Append(piece.Span);
        }

        Length += bytes.Length;
    }

    public void Flush() => RandomAccess.FlushToDisk(_file);

    /// <summary>Flushes the whole file and tells what it is; reads it where it arrived by several requests.</summary>
    public async Task<SpooledFile> EndAsync()
    {
        Flush();
        if (_digests is not null)
        {
            return _digests.End(_key);
        }

        using var digests = new ContentDigests();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (RandomAccess.Read(_file, buffer, digests.Size) is > 0 and var read)
            {
                digests.Append(buffer.AsSpan(0, read));
                await Task.Yield(); // the next user's turn
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return digests.End(_key);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(ReadOnlySequence<byte> bytes)
    {
        foreach (var piece in bytes)
        {
            yield return piece;
        }
    }

    public void Dispose()
    {
        _digests?.Dispose();
        _share.Dispose();
        _file.Dispose();
    }
}
