namespace Jim.Platform.Messaging;

/// <summary>One attempt of a link to connect: the session that it leads to, and whether that session was lost.</summary>
internal sealed class LinkState<TSession>
    where TSession : class
{
    private readonly TaskCompletionSource<TSession> _session;
    private volatile TSession? _open;

    public LinkState()
        : this(new TaskCompletionSource<TSession>(TaskCreationOptions.RunContinuationsAsynchronously))
    {
    }

    private LinkState(TaskCompletionSource<TSession> session) => _session = session;

    /// <summary>The session while it can be used; null before it is open and after it is lost.</summary>
    public TSession? Open => Lost.Task.IsCompleted ? null : _open;

    public Task<TSession> Session => _session.Task;

    public TaskCompletionSource Lost { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Opened(TSession session)
    {
        _open = session;
        _session.TrySetResult(session);
    }

    /// <summary>The next attempt. Callers that wait for a session which never opened go on waiting for the next one.</summary>
    public LinkState<TSession> Next() => _open is null ? new LinkState<TSession>(_session) : new LinkState<TSession>();

    public void Close()
    {
        _session.TrySetException(new MessageBusException("the message bus is closed"));
        _ = _session.Task.Exception; // observed here, because perhaps nobody waits for it
    }
}
