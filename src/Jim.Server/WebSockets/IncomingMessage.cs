using System.Buffers;

namespace Jim.Server.WebSockets;

/// <summary>
/// A message of a socket's client as it arrives. Its memory is taken when the first bytes have come and given back when it is disposed, so
/// that a silent socket holds none, also one that once sent a large message.
/// </summary>
/// <param name="hold">Counts so many bytes until the result is disposed, see <see cref="IncomingMessages"/>; null: nobody counts.</param>
public sealed class IncomingMessage(Func<long, IDisposable>? hold = null) : IDisposable
{
    /// <summary>Nearly all messages are shorter.</summary>
    private const int SpaceMin = 4096;

    private byte[] _bytes = [];
    private IDisposable? _held;

    /// <summary>How many bytes have arrived.</summary>
    public int Length { get; private set; }

    /// <summary>What has arrived; not to be used after the message is disposed.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Where the next bytes are to be written; at least one.</summary>
    public Memory<byte> GetSpace()
    {
        if (Length == _bytes.Length)
        {
            Grow(Math.Max(SpaceMin, 2 * Length));
        }

        return _bytes.AsMemory(Length);
    }

    /// <summary>So many bytes were written to <see cref="GetSpace"/>.</summary>
    public void Advance(int count) => Length += count;

    public void Dispose()
    {
        _held?.Dispose();
        Return();
        (_bytes, _held, Length) = ([], null, 0);
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        Bytes.CopyTo(larger);
        Return();
        _bytes = larger;
        _held?.Dispose();
        _held = hold?.Invoke(larger.Length);
    }

    private void Return()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
