namespace Jim.Platform.Messaging;

/// <summary>One try of a link: the session it leads to, and the end of that.</summary>
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

    /// <summary>Set while the session is of use.</summary>
    public TSession? Open => Lost.Task.IsCompleted ? null : _open;

    public Task<TSession> Session => _session.Task;

    public TaskCompletionSource Lost { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Opened(TSession session)
    {
        _open = session;
        _session.TrySetResult(session);
    }

    /// <summary>Who waits for a session that was never reached goes on waiting.</summary>
    public LinkState<TSession> Next() => _open is null ? new LinkState<TSession>(_session) : new LinkState<TSession>();

    public void Close()
    {
        _session.TrySetException(new MessageBusException("the message bus is closed"));
        _ = _session.Task.Exception; // nobody may be waiting
    }
}
