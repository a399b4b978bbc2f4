using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Jim.Platform.Webhooks;

/// <summary>
/// Sends one message to one address. The addresses of a name are looked up here, and the connection goes to one of those that were judged:
/// a name that changes its address in between (DNS rebinding) gains nothing. Redirects are not followed, proxies of the environment not
/// used, and of an answer no more is taken than its head and a few kilobytes.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private static readonly HttpRequestOptionsKey<bool> Refused = new("jim.refused");
    private readonly WebhookOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly HttpClient _client;

    public WebhookSender(WebhookOptions options, TimeProvider timeProvider)
        : this(options, timeProvider, Dns.GetHostAddressesAsync)
    {
    }

    internal WebhookSender(
        WebhookOptions options, TimeProvider timeProvider, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        (_options, _timeProvider, _resolve) = (options, timeProvider, resolve);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = options.Deadline,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            MaxResponseHeadersLength = 16, // KiB
            MaxResponseDrainSize = 16 * 1024,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            ConnectCallback = ConnectAsync,
            ActivityHeadersPropagator = null, // ids of traces are nobody else's business
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <param name="id">The same at each attempt: receivers recognise by it what comes twice.</param>
    public async Task<WebhookAnswer> SendAsync(
        Uri url, string secret, string id, byte[] body, CancellationToken cancellationToken)
    {
        using var request = BuildRequest(url, secret, id, body);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = _timeProvider.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(), deadline, _options.Deadline, Timeout.InfiniteTimeSpan);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return new WebhookAnswer((int)response.StatusCode, null, ReadPause(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer(null, WebhookFault.TimedOut, null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            var isRefused = request.Options.TryGetValue(Refused, out var refused) && refused;
            return new WebhookAnswer(null, isRefused ? WebhookFault.AddressRefused : WebhookFault.Unreachable, null);
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage BuildRequest(Uri url, string secret, string id, byte[] body)
    {
        var timestamp = _timeProvider.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Jim", null));
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(secret, id, timestamp, body));
        return request;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await _resolve(host, cancellationToken);
        var isTls = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps;
        var allowed = addresses.Where(address => _options.Allows(address, isTls)).ToArray();
        if (allowed.Length == 0)
        {
            context.InitialRequestMessage.Options.Set(Refused, addresses.Length > 0);
            throw new HttpRequestException("no address that may be reached");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private TimeSpan? ReadPause(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - _timeProvider.GetUtcNow() : null);
}

/// <summary>What became of a message.</summary>
/// <param name="Status">The HTTP status; null: there was no answer.</param>
/// <param name="Fault">Why there was none; null: there was one.</param>
/// <param name="Pause">How long the receiver asks not to be called (<c>Retry-After</c>); null: it does not.</param>
public sealed record WebhookAnswer(int? Status, WebhookFault? Fault, TimeSpan? Pause);

/// <summary>Why a message has no answer.</summary>
public enum WebhookFault
{
    TimedOut,
    Unreachable,
    AddressRefused,
}
