using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Jim.EndToEnd.Tests;

/// <summary>A message as it came: its headers and the bytes of its body as text.</summary>
public sealed record ReceivedWebhook(string Id, string Timestamp, string Signature, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Type => (string)Json["type"]!;

    public string? Key => (string?)Json["data"]!["key"]?.AsArray().FirstOrDefault();
}

/// <summary>Somebody's server that takes webhooks, and answers as the test wants.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedWebhook> _received = new();
    private int _underWay;
    private int _most;

    private WebhookReceiver(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.First()}/hook";

    public IReadOnlyList<ReceivedWebhook> Received => [.. _received];

    /// <summary>The most messages that it had to answer at once.</summary>
    public int Most => _most;

    /// <summary>The status of the answer to the message of this number, from 1; as long as it is not given, the message waits.</summary>
    public Func<int, CancellationToken, Task<int>> AnswerAsync { get; set; } = (_, _) => Task.FromResult(204);

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/hook", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers;
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        _received.Enqueue(new ReceivedWebhook(
            headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), body));
        lock (_received)
        {
            _most = Math.Max(_most, ++_underWay);
        }

        try
        {
            context.Response.StatusCode = await AnswerAsync(_received.Count, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // Whoever sent it has left.
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
