namespace Jim.Platform.Files.Resumable;

/// <summary>Streams one after another, each opened when its turn comes.</summary>
internal sealed class PartsStream(IEnumerable<Func<Stream>> parts) : Stream
{
    private readonly IEnumerator<Func<Stream>> _parts = parts.GetEnumerator();
    private Stream? _present;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (_present is not null && await _present.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                return read;
            }

            await (_present?.DisposeAsync() ?? ValueTask.CompletedTask);
            _present = null;
            if (!_parts.MoveNext())
            {
                return 0;
            }

            _present = _parts.Current();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reading.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _present?.Dispose();
            _parts.Dispose();
        }

        base.Dispose(disposing);
    }
}
