using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Messaging;

/// <summary>A listener of broadcasts in this process: a queue of its own, so that who tells does not wait for who hears.</summary>
internal sealed partial class InProcessListener : IAsyncDisposable
{
    private readonly Channel<byte[]> _told = InProcessBus.Bounded<byte[]>(Topology.NodeQueueLengthMax, BoundedChannelFullMode.DropOldest);
    private readonly Task _hearing;

    public InProcessListener(Action<ReadOnlyMemory<byte>> handler, ILogger logger) => _hearing = HearAsync(handler, logger);

    public void Tell(byte[] body) => _told.Writer.TryWrite(body);

    public async ValueTask DisposeAsync()
    {
        _told.Writer.TryComplete();
        await _hearing;
    }

    private async Task HearAsync(Action<ReadOnlyMemory<byte>> handler, ILogger logger)
    {
        await Task.Yield(); // the loop is not its maker's work
        await foreach (var body in _told.Reader.ReadAllAsync())
        {
            try
            {
                handler(body);
            }
            catch (Exception e)
            {
                Log.Threw(logger, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The handler of a broadcast threw")]
        public static partial void Threw(ILogger logger, Exception exception);
    }
}
