namespace Jim.Server.Tests.WebSockets;

/// <summary>
/// Runs tasks one at a time, in an order that a seed chooses: each seed is one interleaving of all that runs on it, and the same one each
/// time. Whatever starts on it stays on it, as long as nothing asks for the thread pool.
/// </summary>
internal sealed class SeededScheduler(Random random) : TaskScheduler
{
    private readonly List<Task> _ready = [];

    /// <summary>Runs one of the tasks that can run. False: there is none.</summary>
    public bool RunOne()
    {
        Task task;
        lock (_ready)
        {
            if (_ready.Count == 0)
            {
                return false;
            }

            var at = random.Next(_ready.Count);
            task = _ready[at];
            _ready.RemoveAt(at);
        }

        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return TryExecuteTask(task);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Begins something on this scheduler.</summary>
    public Task<Task> Start(Func<Task> run) =>
        Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    protected override void QueueTask(Task task)
    {
        lock (_ready)
        {
            _ready.Add(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;
}
