using System.Diagnostics;
using System.Threading.Channels;
using Jim.Postgres.Rights;

namespace Jim.Server.WebSockets;

/// <summary>
/// Gives the messages of one operation, the last of which says that it has ended. Throws nothing but
/// <see cref="OperationCanceledException"/>, where the operation was stopped.
/// </summary>
public delegate IAsyncEnumerable<OutgoingMessage> SocketOperationRun(SocketOperation operation, Caller caller);

/// <summary>
/// The operations that run on one socket, each in a task of its own, by the ids that the client gave them. An id is free again before the
/// client hears that its operation has ended. Thread safe.
/// </summary>
/// <param name="most">How many may run at once.</param>
/// <param name="hold">Counts the bytes of a request that runs, see <see cref="IncomingMessages"/>; null: nobody counts.</param>
public sealed class SocketOperations(SocketOperationRun run, SocketSender sender, int most, Func<long, IDisposable>? hold = null)
{
    private readonly Dictionary<string, SocketOperation> _running = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _isEnded;

    /// <summary>Begins the operation, where the id is free and not too many run.</summary>
    public SocketOperationStart Start(SocketOperation operation, Caller caller)
    {
        lock (_lock)
        {
            if (_isEnded)
            {
                return SocketOperationStart.Started; // the socket is closing; nobody would read what it answers
            }

            if (_running.Count >= most)
            {
                return SocketOperationStart.TooMany;
            }

            if (!_running.TryAdd(operation.Id, operation))
            {
                return SocketOperationStart.NotUnique;
            }
        }

        _ = RunAsync(operation, caller);
        return SocketOperationStart.Started;
    }

    /// <summary>Stops the operation of that id. Where there is none, it has ended by itself a moment ago.</summary>
    public void Stop(string id)
    {
        lock (_lock)
        {
            if (_running.Remove(id, out var operation))
            {
                operation.Stop();
            }
        }
    }

    /// <summary>
    /// Stops what must not go on once the caller has other rights. Live queries and queries that are not answered yet are to run again from
    /// their beginning; one of which something was sent ends, and the client is told. A mutation goes on: it was asked for under the rights
    /// that the caller had then. When this returns, no more is sent of what was read with the former rights.
    /// </summary>
    /// <param name="refuse">Makes the message for the client from the operation's id.</param>
    /// <returns>Messages to be sent, and operations to be started with the new caller.</returns>
    public (IReadOnlyList<OutgoingMessage> Refusals, IReadOnlyList<SocketOperation> Again) Withdraw(Func<string, OutgoingMessage> refuse)
    {
        List<OutgoingMessage> refusals = [];
        List<SocketOperation> again = [];
        lock (_lock)
        {
            foreach (var operation in _running.Values.ToList())
            {
                switch (operation.Withdraw())
                {
                    case SocketOperationStage.Repeatable:
                        _running.Remove(operation.Id);
                        again.Add(new SocketOperation(operation.Id, operation.Payload) { IsRestarted = true });
                        break;
                    case SocketOperationStage.Answering:
                        _running.Remove(operation.Id);
                        operation.Stop();
                        refusals.Add(refuse(operation.Id));
                        break;
                    case SocketOperationStage.Writing or SocketOperationStage.Withdrawn:
                        break;
                    default:
                        throw new UnreachableException();
                }
            }
        }

        return (refusals, again);
    }

    /// <summary>Stops all, and lets none begin any more.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isEnded = true;
            foreach (var operation in _running.Values)
            {
                operation.Stop();
            }

            _running.Clear();
        }
    }

    private async Task RunAsync(SocketOperation operation, Caller caller)
    {
        await Task.Yield();
        using var held = hold?.Invoke(operation.Payload.Length);
        try
        {
            await foreach (var message in run(operation, caller).WithCancellation(operation.Stopped))
            {
                if (message.EndsOperation)
                {
                    Free(operation);
                }

                await sender.SendAsync(message with { Operation = operation }, operation.Stopped);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // The operation was stopped, or the socket is closing.
        }
        finally
        {
            Free(operation);
        }
    }

    private void Free(SocketOperation operation)
    {
        lock (_lock)
        {
            if (_running.TryGetValue(operation.Id, out var running) && ReferenceEquals(running, operation))
            {
                _running.Remove(operation.Id);
            }
        }
    }
}

/// <summary>What became of an operation that was to begin.</summary>
public enum SocketOperationStart
{
    Started,

    /// <summary>As many run as may.</summary>
    TooMany,

    /// <summary>One with this id runs.</summary>
    NotUnique,
}
