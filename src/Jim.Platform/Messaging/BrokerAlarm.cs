using RabbitMQ.Client;

namespace Jim.Platform.Messaging;

/// <summary>
/// Whether the broker has said that it is short of memory or disk (AMQP's <c>connection.blocked</c>). It then reads nothing more from a
/// connection that publishes, so a publish fails at once instead of at its deadline.
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

    /// <summary>Completes when the broker raises the alarm.</summary>
    public Task Raised => _raised.Task;
}
