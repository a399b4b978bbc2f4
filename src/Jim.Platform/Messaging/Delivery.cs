namespace Jim.Platform.Messaging;

/// <summary>A message that a consumer has received and not yet settled.</summary>
/// <param name="Body">A copy that belongs to the receiver.</param>
/// <param name="Trace">The trace of the sender.</param>
/// <param name="Settle">Tells the queue that the message is done (true) or belongs in <c>jim.dead</c> (false).</param>
/// <param name="IsStale">True: the connection it came over is gone. The broker will deliver it again, so it need not be run now.</param>
internal sealed record Delivery(ReadOnlyMemory<byte> Body, TraceHeaders Trace, Func<bool, ValueTask> Settle, Func<bool> IsStale);
