using System.Buffers;

namespace Jim.Postgres.Running;

/// <summary>The one row of a statement in binary form (see <see cref="Wire.WireRow"/>), in an array that goes back to the pool.</summary>
internal readonly record struct FetchedRow(byte[] Array, int Length)
{
    public ReadOnlySpan<byte> Bytes => Array.AsSpan(0, Length);

    public void Return() => ArrayPool<byte>.Shared.Return(Array);
}
