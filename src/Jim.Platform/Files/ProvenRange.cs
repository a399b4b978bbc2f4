using System.Buffers;
using System.Security.Cryptography;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files;

/// <summary>
/// A part of a version, of which no byte is given before its block was read as a whole and has the digest that was kept at the upload. A
/// copy that is wrong or cannot be read any more is replaced by the next one on the way. It needs one buffer of a block.
/// </summary>
internal sealed class ProvenRange : ForwardStream
{
    private const int BlockSize = BlockDigests.BlockSize;

    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent(BlockSize);
    private readonly FileContent _content;
    private readonly FileProofs _proofs;
    private readonly byte[] _digests;
    private readonly long _first;
    private readonly long _end;
    private readonly int _skip;
    private Stream? _source;
    private int _copy;
    private long _next;
    private long _left;
    private ReadOnlyMemory<byte> _proven;
    private bool _returned;

    /// <param name="digests">Of the blocks that the part touches, 32 bytes each.</param>
    /// <param name="offset">Of the part's first byte in the file.</param>
    /// <param name="length">Of the part in bytes; at least one.</param>
    public ProvenRange(FileContent content, FileProofs proofs, byte[] digests, long offset, long length)
    {
        (_content, _proofs, _digests, _left) = (content, proofs, digests, length);
        _first = _next = offset / BlockSize;
        _skip = (int)(offset % BlockSize);
        _end = Math.Min(content.Size, BlockDigests.Count(offset + length) * BlockSize);
    }

    /// <summary>Proves the first block, so that a failure is known before anything was said.</summary>
    /// <exception cref="InvalidDataException">No copy of a block can be read and is right.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await ReadBlockAsync(cancellationToken);
        _proven = _proven[_skip..];
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        if (_proven.IsEmpty)
        {
            await ReadBlockAsync(cancellationToken);
        }

        var count = (int)Math.Min(Math.Min(_proven.Length, buffer.Length), _left);
        _proven.Span[..count].CopyTo(buffer.Span);
        _proven = _proven[count..];
        _left -= count;
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseSourceAsync();
        Return();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source?.Dispose();
            Return();
        }

        base.Dispose(disposing);
    }

    private async Task ReadBlockAsync(CancellationToken cancellationToken)
    {
        var size = (int)Math.Min(BlockSize, _content.Size - (_next * BlockSize));
        foreach (var _ in _content.Copies)
        {
            if (await TryReadAsync(_content.Copies[_copy], size, cancellationToken))
            {
                _next++;
                _proven = _block.AsMemory(0, size);
                return;
            }

            await CloseSourceAsync();
            _copy = (_copy + 1) % _content.Copies.Count; // each copy may be wrong in another block
        }

        throw new InvalidDataException("No copy of the file can be read and is right.");
    }

    /// <summary>Reads the next block of a copy. False: it cannot be read, or is not what was uploaded.</summary>
    private async Task<bool> TryReadAsync(IObjectStore store, int size, CancellationToken cancellationToken)
    {
        try
        {
            var begin = _next * BlockSize;
            _source ??= await store.GetAsync(_content.ObjectKey, begin, _end - begin, cancellationToken);
            var read = await _source.ReadAtLeastAsync(_block.AsMemory(0, size), size, throwOnEndOfStream: false, cancellationToken);
            if (read == size && IsRight(_block.AsSpan(0, size)))
            {
                return true;
            }
        }
        catch (ObjectStoreException e) when (e.Failure is not StoreFailure.Missing)
        {
            return false;
        }
        catch (ObjectStoreException)
        {
            // An object that is gone holds other bytes too.
        }
        catch (IOException)
        {
            return false;
        }

        await _proofs.SuspectAsync(_content, store);
        return false;
    }

    private bool IsRight(ReadOnlySpan<byte> block) =>
        SHA256.HashData(block).AsSpan().SequenceEqual(
            _digests.AsSpan((int)(_next - _first) * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes));

    private async ValueTask CloseSourceAsync()
    {
        if (_source is { } source)
        {
            _source = null;
            await source.DisposeAsync();
        }
    }

    private void Return()
    {
        if (!_returned)
        {
            _returned = true;
            _proven = default;
            ArrayPool<byte>.Shared.Return(_block);
        }
    }
}
