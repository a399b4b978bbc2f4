using RabbitMQ.Client;

namespace Jim.Platform.Messaging;

/// <summary>
/// The broker says that it is short of memory or disk and reads no more from a connection that publishes. Known, a publish fails at once
/// instead of at its deadline.
/// </summary>
internal sealed class BrokerAlarm
{
    private volatile TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BrokerAlarm(IConnection connection)
    {
        connection.ConnectionBlockedAsync += (_, _) =>
        {
            _raised.TrySetResult();
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            _raised = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return Task.CompletedTask;
        };
    }

    /// <summary>Ends when the alarm is raised.</summary>
    public Task Raised => _raised.Task;
}
