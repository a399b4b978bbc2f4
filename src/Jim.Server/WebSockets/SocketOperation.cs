namespace Jim.Server.WebSockets;

#pragma warning disable CA1001 // The token source has neither a timer nor a token that it is linked to, so there is nothing to free.

/// <summary>One operation of a socket, from the client's message that begins it to its last message. Thread safe.</summary>
/// <param name="id">As the client names it; a later operation may have the same.</param>
/// <param name="payload">The request, as JSON.</param>
public sealed class SocketOperation(string id, ReadOnlyMemory<byte> payload)
{
    private readonly CancellationTokenSource _stopped = new();
    private int _stage;
    private volatile bool _isStopped;

    public string Id => id;

    public ReadOnlyMemory<byte> Payload => payload;

    /// <summary>It runs in the place of one that was withdrawn.</summary>
    public bool IsRestarted { get; init; }

    /// <summary>Cancelled soon after the operation was stopped.</summary>
    public CancellationToken Stopped => _stopped.Token;

    /// <summary>From now on no message of the operation is sent, those that wait to be sent included.</summary>
    public bool IsStopped => _isStopped;

    /// <summary>
    /// To be called before the operation does what must not be done twice. False: it was withdrawn before, and is not to begin.
    /// </summary>
    /// <param name="stage">What it will not be withdrawn from any more.</param>
    public bool TryReach(SocketOperationStage stage) =>
        Interlocked.CompareExchange(ref _stage, (int)stage, (int)SocketOperationStage.Repeatable) == (int)SocketOperationStage.Repeatable;

    /// <summary>Stops the operation where it can be run again from its beginning, and says at which stage it was.</summary>
    public SocketOperationStage Withdraw()
    {
        var stage = (SocketOperationStage)Interlocked.CompareExchange(
            ref _stage, (int)SocketOperationStage.Withdrawn, (int)SocketOperationStage.Repeatable);
        if (stage == SocketOperationStage.Repeatable)
        {
            Stop();
        }

        return stage;
    }

    /// <summary>
    /// Stops it, and returns before all that it does has ended: cancelling runs in a task of its own, because cancelling a statement of
    /// Postgres blocks, and the caller may be the one that reads the socket.
    /// </summary>
    public void Stop()
    {
        _isStopped = true;
        _ = Task.Factory.StartNew(_stopped.Cancel, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current);
    }
}

#pragma warning restore CA1001

/// <summary>How far an operation of a socket has got.</summary>
public enum SocketOperationStage
{
    /// <summary>A query that has no answer yet, or a live query: it can begin anew.</summary>
    Repeatable,

    /// <summary>A mutation, which must not run twice.</summary>
    Writing,

    /// <summary>A query of which something is sent, which must not be followed by the same again.</summary>
    Answering,

    /// <summary>It was stopped, and another one runs in its place.</summary>
    Withdrawn,
}
