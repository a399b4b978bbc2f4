using System.Buffers;

namespace Jim.Postgres.Running;

/// <summary>The one row of a statement in binary form (see <see cref="Wire.WireRow"/>).</summary>
/// <param name="Array">
/// Rented from <see cref="ArrayPool{T}.Shared"/>; <see cref="Return"/> gives it back and must be called once, after which the bytes may
/// not be read any more.
/// </param>
/// <param name="Length">How many bytes of the array belong to the row.</param>
internal readonly record struct FetchedRow(byte[] Array, int Length)
{
    /// <summary>For how long the statement held a connection.</summary>
    public TimeSpan DatabaseTime { get; init; }

    public ReadOnlySpan<byte> Bytes => Array.AsSpan(0, Length);

    public void Return() => ArrayPool<byte>.Shared.Return(Array);
}
