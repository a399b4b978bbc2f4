using System.Runtime.InteropServices;

namespace Jim.Postgres.Running;

/// <summary>
/// A few threads for what takes a processor or the disk for milliseconds at a time: bytes of files, large answers. Users take turns, so
/// that one with much of such work holds up no other's. The operating system gives a processor to all other threads of Jim first (nice 10),
/// so that none of it holds up a short request either; nothing is lost while the others are idle. Thread safe.
/// </summary>
/// <remarks>
/// The threads on which sockets are read and requests run are as few as the processors, and so are those of the thread pool: whoever keeps
/// one keeps everybody waiting whose bytes it would read next.
/// </remarks>
public sealed class RoundRobinThreads
{
    /// <summary>At least so many threads, because they also wait for the disk.</summary>
    private const int CountMin = 4;

    private const int NiceLevel = 10;

    [ThreadStatic]
    private static RoundRobinThreads? current;

    private readonly Dictionary<string, UserTurns> _users = new(StringComparer.Ordinal);
    private readonly Queue<UserTurns> _turns = new();
    private readonly object _gate = new();
    private readonly int _countMax;
    private int _count;
    private int _idle;

    /// <param name="count">How many threads there may be; each begins when there is work for it.</param>
    internal RoundRobinThreads(int count) => _countMax = count;

    /// <summary>Those of the process, as the thread pool is.</summary>
    public static RoundRobinThreads Shared { get; } = new(Math.Max(CountMin, Environment.ProcessorCount));

    /// <summary>
    /// Runs the work on these threads: each part of it between two awaits is a turn of the user. What it throws is thrown here, and the
    /// caller goes on where it was, on a thread of the pool.
    /// </summary>
    /// <param name="user">Whose work it is: see <see cref="Rights.Caller.ShareKey"/>.</param>
    /// <param name="work">Must not go on elsewhere by <c>ConfigureAwait(false)</c>.</param>
    public Task<T> RunAsync<T>(string user, Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, new UserScheduler(this, user)).Unwrap();

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string user, Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, new UserScheduler(this, user)).Unwrap();

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int nice);

    private void Add(string user, UserScheduler scheduler, Task task)
    {
        lock (_gate)
        {
            if (!_users.TryGetValue(user, out var turns))
            {
                _users.Add(user, turns = new UserTurns(user));
                _turns.Enqueue(turns);
            }

            turns.Tasks.Enqueue((scheduler, task));
            if (_idle > 0)
            {
                Monitor.Pulse(_gate);
            }
            else if (_count < _countMax)
            {
                _count++;
                new Thread(Work) { IsBackground = true, Name = "Jim turns" }.UnsafeStart();
            }
        }
    }

    private void Work()
    {
        current = this;
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(0, 0, NiceLevel); // of this thread only; where it is refused, nothing is lost but the order
        }

        while (true)
        {
            var (scheduler, task) = Take();
            scheduler.Run(task);
        }
    }

    /// <summary>Waits for the next user's turn.</summary>
    private (UserScheduler Scheduler, Task Task) Take()
    {
        lock (_gate)
        {
            while (_turns.Count == 0)
            {
                _idle++;
                Monitor.Wait(_gate);
                _idle--;
            }

            var turns = _turns.Dequeue();
            var next = turns.Tasks.Dequeue();
            if (turns.Tasks.Count > 0)
            {
                _turns.Enqueue(turns);
            }
            else
            {
                _users.Remove(turns.User);
            }

            return next;
        }
    }

    /// <summary>What of a user's work can go on.</summary>
    private sealed record UserTurns(string User)
    {
        public Queue<(UserScheduler Scheduler, Task Task)> Tasks { get; } = new();
    }

    /// <summary>Brings the parts of one piece of work back to the threads.</summary>
    private sealed class UserScheduler(RoundRobinThreads threads, string user) : TaskScheduler
    {
        public void Run(Task task) => TryExecuteTask(task);

        protected override void QueueTask(Task task) => threads.Add(user, this, task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            current == threads && !taskWasPreviouslyQueued && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
