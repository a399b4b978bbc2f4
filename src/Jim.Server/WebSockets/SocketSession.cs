using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Json;
using Jim.Platform.Identity;
using Jim.Platform.Protocol;
using Jim.Platform.Requests;
using Jim.Postgres.Rights;

namespace Jim.Server.WebSockets;

/// <summary>
/// One client's socket until its close: reads messages, runs operations, sends keep-alives, closes when the caller's token expires. One
/// loop reads; <see cref="SocketSender"/> sends; each operation runs in a task of its own, which is cancelled when the socket closes.
/// </summary>
public sealed class SocketSession(
    WebSocket socket, SocketDialect dialect, Caller upgradeCaller, RequestExecutor executor, TokenValidator tokens, SocketLimits limits,
    TimeProvider timeProvider)
{
    // Cancelling a receive aborts the socket, and then the client never reads the close code. So after a close was sent, reading goes on
    // until the client answers it, but no longer than this.
    private static readonly TimeSpan CloseAnsweredWithin = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _operations = new(StringComparer.Ordinal);
    private readonly SocketSender _sender = new(socket, dialect);
    private Caller? _caller;
    private ITimer? _expiry;

    /// <summary>Runs until the client leaves, a rule is broken, the token ends or the server stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ended = new CancellationTokenSource();
        var sending = _sender.RunAsync(ended.Token);
        var initTimer = timeProvider.CreateTimer(_ => CloseUnlessInitialised(), null, limits.InitWithin, Timeout.InfiniteTimeSpan);
        var keepAlive = timeProvider.CreateTimer(_ => KeepAlive(), null, limits.PingEvery, limits.PingEvery);
        try
        {
            await using (stopping.Register(() => _sender.Close(SocketClose.Restarting)))
            {
                var reading = ReadAsync(ended.Token);
                if (await Task.WhenAny(reading, sending) == sending)
                {
                    await EndOperationsAsync();
                    ended.CancelAfter(CloseAnsweredWithin);
                }

                _sender.Close(await reading);
                await sending;
            }
        }
        finally
        {
            await initTimer.DisposeAsync();
            await keepAlive.DisposeAsync();
            _expiry?.Dispose();
            await ended.CancelAsync();
            await EndOperationsAsync();
        }
    }

    private async Task EndOperationsAsync()
    {
        foreach (var (_, operation) in _operations)
        {
            try
            {
                await operation.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // The operation ended by itself at this moment and disposed its token source.
            }
        }
    }

    private async Task<SocketClose> ReadAsync(CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[4096];
        while (true)
        {
            ValueWebSocketReceiveResult received;
            try
            {
                received = await socket.ReceiveAsync(chunk.AsMemory(), cancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or WebSocketException)
            {
                return SocketClose.Restarting;
            }

            if (received.MessageType == WebSocketMessageType.Close)
            {
                return SocketClose.Normal;
            }

            buffer.Write(chunk, 0, received.Count);
            if (buffer.Length > limits.MessageBytes)
            {
                return SocketClose.BadMessage("The message is too large.");
            }

            if (received.EndOfMessage)
            {
                var message = SocketMessage.Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), out var why);
                buffer.SetLength(0);
                var close = message is null ? SocketClose.BadMessage(why!) : await HandleAsync(message, cancellationToken);
                if (close is not null)
                {
                    return close;
                }
            }
        }
    }

    /// <summary>Acts on one message. Null: reading goes on; else the socket is to be closed for this reason.</summary>
    private async ValueTask<SocketClose?> HandleAsync(SocketMessage message, CancellationToken cancellationToken)
    {
        switch (message.Type)
        {
            case "connection_init":
                return await InitialiseAsync(message, cancellationToken);
            case "ping" when !dialect.Legacy:
                _sender.Send(new OutgoingMessage("pong", null, null));
                return null;
            case "pong" when !dialect.Legacy:
                return null;
            case "connection_terminate" when dialect.Legacy:
                return SocketClose.Normal;
            case var type when type == dialect.Subscribe:
                return Subscribe(message, cancellationToken);
            case var type when type == dialect.Stop && message.Id is { } id:
                if (_operations.TryRemove(id, out var operation))
                {
                    await operation.CancelAsync();
                }

                return null;
            default:
                return SocketClose.BadMessage("Invalid message type.");
        }
    }

    private async ValueTask<SocketClose?> InitialiseAsync(SocketMessage message, CancellationToken cancellationToken)
    {
        if (_caller is not null && !dialect.Legacy && ReadBearer(message.Payload) is null)
        {
            return SocketClose.TooManyInits;
        }

        var caller = upgradeCaller;
        if (ReadBearer(message.Payload) is { } bearer)
        {
            var result = await tokens.ValidateAsync(bearer, cancellationToken);
            if (result.Caller is null)
            {
                return SocketClose.Forbidden;
            }

            if (_caller is not null && _caller.Subject != result.Caller.Subject)
            {
                return SocketClose.Forbidden;
            }

            caller = result.Caller;
        }

        _caller = caller;
        CloseAtExpiry(caller);
        _sender.Send(new OutgoingMessage("connection_ack", null, null));
        return null;
    }

    private SocketClose? Subscribe(SocketMessage message, CancellationToken cancellationToken)
    {
        if (_caller is not { } caller)
        {
            return SocketClose.Unauthorized;
        }

        if (message.Id is not { Length: > 0 } id || message.Payload is not { ValueKind: JsonValueKind.Object } payload)
        {
            return SocketClose.BadMessage("Invalid subscribe message structure.");
        }

        if (_operations.Count >= limits.Subscriptions)
        {
            var refusal = SocketErrors.TooManySubscriptions(limits.Subscriptions);
            _sender.Send(OutgoingMessage.Error(id, GraphQLResponse.Refused(refusal)));
            return null;
        }

        var operation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!_operations.TryAdd(id, operation))
        {
            operation.Dispose();
            return SocketClose.NotUnique(id);
        }

        _ = RunOperationAsync(id, payload, caller, operation);
        return null;
    }

    private async Task RunOperationAsync(string id, JsonElement payload, Caller caller, CancellationTokenSource operation)
    {
        await Task.Yield();
        try
        {
            var request = GraphQLRequestReader.Read(JsonMarshal.GetRawUtf8Value(payload));
            var prepared = await executor.PrepareAsync(request, caller, operation.Token);
            if (prepared is RefusedRequest refused)
            {
                _sender.Send(OutgoingMessage.Error(id, refused.Answer));
                return;
            }

            await foreach (var response in executor.StreamAsync((PreparedOperation)prepared, operation.Token))
            {
                if (prepared is PreparedSubscription && !response.HasData)
                {
                    _sender.Send(OutgoingMessage.Error(id, response));
                    return;
                }

                await _sender.SendAsync(OutgoingMessage.Next(id, response), operation.Token);
            }

            _sender.Send(new OutgoingMessage("complete", id, null));
        }
        catch (GraphQLException e)
        {
            _sender.Send(OutgoingMessage.Error(id, GraphQLResponse.Refused(ResponseOutcome.Malformed, e.Errors)));
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // The client stopped the operation, or the socket is closing.
        }
        finally
        {
            _operations.TryRemove(new KeyValuePair<string, CancellationTokenSource>(id, operation));
            operation.Dispose();
        }
    }

    private void CloseUnlessInitialised()
    {
        if (_caller is null)
        {
            _sender.Close(SocketClose.InitTimeout);
        }
    }

    private void KeepAlive()
    {
        if (_caller is not null)
        {
            _sender.Send(new OutgoingMessage(dialect.KeepAlive, null, null));
        }
    }

    private void CloseAtExpiry(Caller caller)
    {
        _expiry?.Dispose();
        _expiry = caller.ExpiresAt is not { } end
            ? null
            : timeProvider.CreateTimer(
                _ => _sender.Close(SocketClose.TokenExpired), null, Max(end - timeProvider.GetUtcNow(), TimeSpan.Zero),
                Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    /// <summary>The token of a <c>connection_init</c>: its member <c>authorization</c>, or that below <c>headers</c>; null: none.</summary>
    private static string? ReadBearer(JsonElement? payload)
    {
        if (payload is not { ValueKind: JsonValueKind.Object } members || !JsonText.IsSound(members))
        {
            return null;
        }

        foreach (var member in members.EnumerateObject())
        {
            if (member.Name.Equals("authorization", StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind == JsonValueKind.String)
            {
                var text = member.Value.GetString()!;
                return text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? text[7..].Trim() : text;
            }

            if (member.Name == "headers" && ReadBearer(member.Value) is { } inner)
            {
                return inner;
            }
        }

        return null;
    }
}
