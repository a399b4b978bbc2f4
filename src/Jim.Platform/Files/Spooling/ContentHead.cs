namespace Jim.Platform.Files.Spooling;

/// <summary>The first bytes of a stream, kept for sniffing.</summary>
internal sealed class ContentHead
{
    public const int Capacity = 4096;
    private readonly byte[] _bytes = new byte[Capacity];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Append(ReadOnlySpan<byte> chunk)
    {
        var taken = Math.Min(chunk.Length, Capacity - _length);
        chunk[..taken].CopyTo(_bytes.AsSpan(_length));
        _length += taken;
    }
}
