namespace Jim.Platform.Messaging;

/// <summary>A message in the hands of a consumer.</summary>
/// <param name="Body">Owned by the receiver.</param>
/// <param name="Settle">Tells the queue that it is done (true) or dead (false).</param>
/// <param name="IsStale">The connection it came by is gone: the broker delivers it again, so it need not be run.</param>
internal sealed record Delivery(ReadOnlyMemory<byte> Body, TraceHeaders Trace, Func<bool, ValueTask> Settle, Func<bool> IsStale);
