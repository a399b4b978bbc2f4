using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using Jim.Platform.Identity;
using Jim.Platform.Protocol;
using Jim.Postgres.Rights;
using Jim.Server.Http;

namespace Jim.Server.WebSockets;

/// <summary>
/// One client's socket until its close: acts on its messages, has operations run, sends keep-alives, closes when the caller's token
/// expires or is revoked.
/// <see cref="SocketReader"/> reads; <see cref="SocketSender"/> sends; <see cref="SocketOperations"/> runs operations, which are stopped
/// when the socket closes.
/// </summary>
public sealed class SocketSession
{
    // A socket that is cut off tells its client no close code. So after a close was sent, reading goes on until the client answers it, but
    // no longer than this.
    private static readonly TimeSpan CloseAnsweredWithin = TimeSpan.FromSeconds(3);

    /// <summary>How long the answer that is being sent and the client's close may take before a socket whose memory others need is cut off.</summary>
    private static readonly TimeSpan CutOffWithin = TimeSpan.FromSeconds(1);

    private readonly WebSocket _socket;
    private readonly SocketDialect _dialect;
    private readonly Caller _upgradeCaller;
    private readonly Func<string, CancellationToken, ValueTask<TokenResult>> _validate;
    private readonly SocketLimits _limits;
    private readonly Func<Caller, bool>? _admit;
    private readonly Func<Caller, string?, Action<SocketClose>, IDisposable?> _watch;
    private readonly TimeProvider _timeProvider;
    private readonly SocketReader _reader;
    private readonly SocketSender _sender;
    private readonly SocketOperations _operations;
    private Caller? _caller;
    private IDisposable? _watching;
    private volatile bool _isGivenUp;

    /// <param name="upgradeCaller">Who asks by the headers of the upgrade; a token in <c>connection_init</c> counts more.</param>
    /// <param name="validate">Says who shows a token.</param>
    /// <param name="hold">Counts bytes that wait for the client, see <see cref="UnsentAnswers"/>; null: nobody counts.</param>
    /// <param name="holdIncoming">
    /// Counts bytes that have come from the client, see <see cref="IncomingMessages"/>, which has the socket closed by what it is given;
    /// null: nobody counts.
    /// </param>
    /// <param name="admit">False: the caller has as many sockets as allowed. Null: everybody is let in.</param>
    /// <param name="watch">
    /// Tells until it is disposed why the socket is to be closed: the rights of this caller, who has shown this token or (null) that of the
    /// upgrade, have ended. Null: only the token's own time ends them.
    /// </param>
    public SocketSession(
        WebSocket socket, SocketDialect dialect, Caller upgradeCaller, SocketOperationRun run,
        Func<string, CancellationToken, ValueTask<TokenResult>> validate, SocketLimits limits, TimeProvider timeProvider,
        Func<Caller, bool>? admit = null, Func<long, IDisposable>? hold = null, Func<long, Action, IDisposable>? holdIncoming = null,
        Func<Caller, string?, Action<SocketClose>, IDisposable?>? watch = null)
    {
        _admit = admit;
        _watch = watch ?? ((caller, _, end) => TokenExpiry.Watch(caller, timeProvider, () => end(SocketClose.TokenExpired)));
        (_socket, _dialect, _upgradeCaller, _validate, _limits) = (socket, dialect, upgradeCaller, validate, limits);
        _timeProvider = timeProvider;
        _sender = new SocketSender(socket, dialect, hold);
        Func<long, IDisposable>? holdOwn = holdIncoming is null ? null : bytes => holdIncoming(bytes, GiveUp);
        _reader = new SocketReader(socket, limits, timeProvider, _sender.Close, holdOwn);
        _operations = new SocketOperations(run, _sender, limits.Subscriptions, holdOwn);
    }

    /// <summary>Runs until the client leaves, a rule is broken, the token ends or the server stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ended = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _timeProvider);
        var sending = _sender.RunAsync(ended.Token);
        await using var initTimer = CreateTimer(CloseUnlessInitialised, _limits.InitWithin, Timeout.InfiniteTimeSpan);
        await using var keepAlive = CreateTimer(KeepAlive, _limits.PingEvery, _limits.PingEvery);
        await using var restarting = stopping.Register(() => _sender.Close(SocketClose.Restarting));
        try
        {
            var reading = ReadAsync(ended.Token);
            if (await Task.WhenAny(reading, sending) == reading)
            {
                _sender.Close(await reading);
                await sending;
            }

            _operations.End();
            ended.CancelAfter(_isGivenUp ? CutOffWithin : CloseAnsweredWithin);
            await reading;
            await _reader.DrainAsync(ended.Token);
        }
        finally
        {
            _watching?.Dispose();
            _operations.End();
            await ended.CancelAsync();
        }
    }

    private ITimer CreateTimer(Action act, TimeSpan due, TimeSpan period) => _timeProvider.CreateTimer(_ => act(), null, due, period);

    private async Task<SocketClose> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var (message, close) = await _reader.ReadAsync(hasBegun: _caller is not null, cancellationToken);
                if ((message is null ? close : await HandleAsync(message, cancellationToken)) is { } end)
                {
                    return end;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            return SocketClose.Restarting;
        }
    }

    /// <summary>Acts on one message. Null: reading goes on; else the socket is to be closed for this reason.</summary>
    private async ValueTask<SocketClose?> HandleAsync(SocketMessage message, CancellationToken cancellationToken)
    {
        switch (message.Type)
        {
            case "connection_init":
                return await InitialiseAsync(message, cancellationToken);
            case "ping" when !_dialect.Legacy:
                await SendAsync(new OutgoingMessage("pong", null, null), cancellationToken);
                return null;
            case "pong" when !_dialect.Legacy:
                return null;
            case "connection_terminate" when _dialect.Legacy:
                return SocketClose.Normal;
            case var type when type == _dialect.Subscribe:
                return await SubscribeAsync(message, cancellationToken);
            case var type when type == _dialect.Stop && message.Id is { } id:
                _operations.Stop(id);
                return null;
            default:
                return SocketClose.BadMessage("Invalid message type.");
        }
    }

    /// <summary>
    /// The first time, begins the connection. Later the client may renew its token; without one nothing is renewed, and what it was
    /// allowed to do until when stays as it is.
    /// </summary>
    private async ValueTask<SocketClose?> InitialiseAsync(SocketMessage message, CancellationToken cancellationToken)
    {
        var bearer = message.ReadBearer();
        if (_caller is not null && bearer is null)
        {
            return _dialect.Legacy ? await AcknowledgeAsync([], cancellationToken) : SocketClose.TooManyInits;
        }

        var caller = _upgradeCaller;
        if (bearer is not null)
        {
            var result = await _validate(bearer, cancellationToken);
            if (result.Caller is null || (_caller is not null && _caller.Subject != result.Caller.Subject))
            {
                return SocketClose.Forbidden;
            }

            caller = result.Caller;
        }

        return await TakeAsync(caller, bearer, cancellationToken);
    }

    /// <summary>From now on every operation runs with the rights of this caller, those that run already too.</summary>
    private async ValueTask<SocketClose?> TakeAsync(Caller caller, string? bearer, CancellationToken cancellationToken)
    {
        if (_admit?.Invoke(caller) == false)
        {
            return SocketClose.TooManySockets;
        }

        var (refusals, again) = _caller is null || _caller.HasRightsOf(caller)
            ? ([], [])
            : _operations.Withdraw(id => OutgoingMessage.Error(id, GraphQLResponse.Refused(SocketErrors.RightsChanged())));
        _caller = caller;
        _watching?.Dispose();
        _watching = _watch(caller, bearer, EndRights);
        await AcknowledgeAsync(refusals, cancellationToken);
        foreach (var operation in again)
        {
            _operations.Start(operation, caller);
        }

        return null;
    }

    private async ValueTask<SocketClose?> AcknowledgeAsync(IReadOnlyList<OutgoingMessage> before, CancellationToken cancellationToken)
    {
        foreach (var message in before)
        {
            await SendAsync(message, cancellationToken);
        }

        await SendAsync(new OutgoingMessage("connection_ack", null, null), cancellationToken);
        return null;
    }

    private async ValueTask<SocketClose?> SubscribeAsync(SocketMessage message, CancellationToken cancellationToken)
    {
        if (_caller is not { } caller)
        {
            return SocketClose.Unauthorized;
        }

        if (message.Id is not { Length: > 0 } id || message.Payload is not { ValueKind: JsonValueKind.Object } payload)
        {
            return SocketClose.BadMessage("Invalid subscribe message structure.");
        }

        // A copy, because the element would keep the whole message, and twelve bytes for each of its values.
        switch (_operations.Start(new SocketOperation(id, JsonMarshal.GetRawUtf8Value(payload).ToArray()), caller))
        {
            case SocketOperationStart.NotUnique:
                return SocketClose.NotUnique(id);
            case SocketOperationStart.TooMany:
                var refusal = SocketErrors.TooManySubscriptions(_limits.Subscriptions);
                await SendAsync(OutgoingMessage.Error(id, GraphQLResponse.Refused(refusal)), cancellationToken);
                return null;
            case SocketOperationStart.Started:
                return null;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Sends, unless the socket is closing: then the client's messages are read on, and nothing is answered.</summary>
    private async ValueTask SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _sender.SendAsync(message, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // A close was sent or is about to be.
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
            _sender.SendUnlessBusy(new OutgoingMessage(_dialect.KeepAlive, null, null));
        }
    }

    /// <summary>Others need the memory: closes the socket at once, so that it lets go of what it holds.</summary>
    private void GiveUp()
    {
        _isGivenUp = true;
        _sender.CloseNow(SocketClose.TooManyBytes);
        _ = Task.Delay(CutOffWithin, _timeProvider).ContinueWith(_ => _socket.Abort(), TaskScheduler.Default);
    }

    /// <summary>Nothing more is told by rights that have ended, not even what waits to be sent.</summary>
    private void EndRights(SocketClose reason)
    {
        _operations.End();
        _sender.CloseNow(reason);
    }
}
