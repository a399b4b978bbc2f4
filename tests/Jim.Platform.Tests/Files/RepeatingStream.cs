namespace Jim.Platform.Tests.Files;

/// <summary>
/// A large content that needs no memory: byte <c>i</c> is made from <c>i</c>. Does something once when a place is passed.
/// </summary>
internal sealed class RepeatingStream(long length) : Stream
{
    private static readonly byte[] Pattern = [.. Enumerable.Range(0, 1_048_583).Select(i => (byte)(i * 31 % 251))];

    public (long Place, Action Does)? At { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (At is { } at && Position >= at.Place)
        {
            At = null;
            at.Does();
        }

        var from = (int)(Position % Pattern.Length);
        var taken = (int)Math.Min(Math.Min(buffer.Length, length - Position), Pattern.Length - from);
        Pattern.AsSpan(from, taken).CopyTo(buffer);
        Position += taken;
        return taken;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
