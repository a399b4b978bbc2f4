namespace Jim.Platform.Jobs;

/// <summary>
/// The places of this worker's queues. A command's handler may hold one for an hour, so the last places of a queue are kept for users who
/// hold none there (<see cref="JobsOptions.LeftToOthers"/>): one user's jobs never hold all of them.
/// </summary>
internal sealed class JobPlaces(JobsOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Guid?>> _holders = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next change. To be taken before one looks, so that none is missed.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Who may not have another place of the queue now.</summary>
    public Guid[] FindBarred(string queue)
    {
        lock (_lock)
        {
            var holders = FindHolders(queue);
            return IsForOthers(queue, holders) ? [.. holders.OfType<Guid>().Distinct()] : [];
        }
    }

    /// <summary>A place for a job of this user, until disposed; null: the user may not have another now.</summary>
    /// <param name="owner">Null: Jim itself.</param>
    public IDisposable? Take(string queue, Guid? owner)
    {
        lock (_lock)
        {
            var holders = FindHolders(queue);
            if (owner is not null && IsForOthers(queue, holders) && holders.Contains(owner))
            {
                return null;
            }

            holders.Add(owner);
            return new Place(this, queue, owner);
        }
    }

    /// <summary>Has those look again who wait for a place or for a job of another user.</summary>
    public void Wake() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    private bool IsForOthers(string queue, List<Guid?> holders) =>
        options.LeftToOthers.TryGetValue(queue, out var kept) && holders.Count >= options.Prefetch[queue] - kept;

    private List<Guid?> FindHolders(string queue) =>
        _holders.TryGetValue(queue, out var holders) ? holders : _holders[queue] = [];

    private sealed class Place(JobPlaces places, string queue, Guid? owner) : IDisposable
    {
        public void Dispose()
        {
            lock (places._lock)
            {
                places.FindHolders(queue).Remove(owner);
            }

            places.Wake();
        }
    }
}
