using System.Security.Cryptography;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files;

/// <summary>
/// Passes bytes on, and the last of them only when there are as many as promised and their hash is right; otherwise it throws, so that a
/// transfer with wrong bytes can never look complete.
/// </summary>
/// <param name="sha256">Null: a part of the whole, whose length alone can be checked.</param>
internal sealed class VerifyingStream(Stream inner, long length, byte[]? sha256) : ForwardStream
{
    private readonly IncrementalHash? _hash = sha256 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
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
            throw new InvalidDataException("The stored bytes end too early.");
        }

        _hash?.AppendData(buffer.Span[..read]);
        _done += read;
        if (_done == length && _hash is not null && !_hash.GetHashAndReset().AsSpan().SequenceEqual(sha256))
        {
            throw new InvalidDataException("The stored bytes are not those that were uploaded.");
        }

        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        _hash?.Dispose();
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash?.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
