using System.Threading.Channels;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Messaging;

/// <summary>A listener of broadcasts in this process. It has its own queue, so that the sender does not wait for the handler.</summary>
internal sealed class InProcessListener : IAsyncDisposable
{
    private readonly Channel<byte[]> _bodies = InProcessBus.CreateChannel<byte[]>(
        Topology.NodeQueueLengthMax, BoundedChannelFullMode.DropOldest);
    private readonly Task _reading;

    public InProcessListener(Action<ReadOnlyMemory<byte>> handler, ILogger logger) => _reading = ReadAsync(handler, logger);

    public void Post(byte[] body) => _bodies.Writer.TryWrite(body);

    public async ValueTask DisposeAsync()
    {
        _bodies.Writer.TryComplete();
        await _reading;
    }

    private async Task ReadAsync(Action<ReadOnlyMemory<byte>> handler, ILogger logger)
    {
        await Task.Yield(); // so that the constructor returns before the loop begins
        await foreach (var body in _bodies.Reader.ReadAllAsync())
        {
            try
            {
                handler(body);
            }
            catch (Exception e)
            {
                BroadcastLog.BroadcastHandlerFailed(logger, PostgresFailure.Describe(e), e.StackTrace);
            }
        }
    }
}
