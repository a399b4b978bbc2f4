using System.Security.Cryptography;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files;

/// <summary>
/// Passes the bytes of a whole version on, and the last of them only when there are as many as promised and their hash is right; otherwise
/// it throws, so that a transfer with wrong bytes can never look complete.
/// </summary>
/// <param name="blocks">Is given all bytes; null: nobody needs the digests of the blocks. Disposed with the stream.</param>
/// <param name="judgedAsync">Is awaited once, when it is known whether the bytes are right.</param>
internal sealed class VerifyingStream(Stream inner, long length, byte[] sha256, BlockDigests? blocks, Func<bool, Task> judgedAsync)
    : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _done;

    public override long Length => length;

    public override long Position { get => _done; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_done == length || buffer.IsEmpty)
        {
            return 0;
        }

        var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _done)], cancellationToken);
        if (read == 0)
        {
            await judgedAsync(false);
            throw new InvalidDataException("The stored bytes end too early.");
        }

        _hash.AppendData(buffer.Span[..read]);
        blocks?.Append(buffer.Span[..read]);
        _done += read;
        if (_done == length)
        {
            var isRight = _hash.GetHashAndReset().AsSpan().SequenceEqual(sha256);
            await judgedAsync(isRight);
            if (!isRight)
            {
                throw new InvalidDataException("The stored bytes are not those that were uploaded.");
            }
        }

        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        Release();
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Release();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Release()
    {
        _hash.Dispose();
        blocks?.Dispose();
    }
}
