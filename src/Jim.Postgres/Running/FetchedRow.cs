using System.Buffers;

namespace Jim.Postgres.Running;

/// <summary>The composite that a statement gave, in a pooled array.</summary>
internal readonly record struct FetchedRow(byte[] Array, int Length)
{
    public ReadOnlySpan<byte> Bytes => Array.AsSpan(0, Length);

    public void Return() => ArrayPool<byte>.Shared.Return(Array);
}
