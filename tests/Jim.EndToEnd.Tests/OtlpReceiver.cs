using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Jim.EndToEnd.Tests;

/// <summary>A span as it was received: ids in hexadecimal, attributes with their texts.</summary>
public sealed record ReceivedSpan(string Trace, string Parent, string Name, string Source, Dictionary<string, string> Attributes);

/// <summary>
/// Receives traces and metrics by the OpenTelemetry protocol over HTTP (opentelemetry-proto 1: <c>ExportTraceServiceRequest</c>,
/// <c>ExportMetricsServiceRequest</c>), of which it reads names, ids and attributes.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _traceTexts = new();
    private readonly ConcurrentQueue<string> _metricTexts = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentDictionary<string, string> _metrics = new();
    private readonly SemaphoreSlim _received = new(0);

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>Names of metrics with the name of the meter that they are from.</summary>
    public IReadOnlyDictionary<string, string> Metrics => _metrics;

    /// <summary>All traces as they were received, to look for what must not be in them.</summary>
    public string TraceText => string.Concat(_traceTexts);

    /// <summary>All metrics as they were received.</summary>
    public string MetricText => string.Concat(_metricTexts);

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/v1/traces", context => receiver.TakeAsync(context, receiver._traceTexts, receiver.ReadTraces));
        app.MapPost("/v1/metrics", context => receiver.TakeAsync(context, receiver._metricTexts, receiver.ReadMetrics));
        await app.StartAsync();
        return receiver;
    }

    /// <summary>The first span that is as wanted, when it has come.</summary>
    public async Task<ReceivedSpan> WaitForSpanAsync(Func<ReceivedSpan, bool> wanted)
    {
        await WaitAsync(() => _spans.Any(wanted));
        return _spans.First(wanted);
    }

    /// <summary>Until a trace with this text has come.</summary>
    public Task WaitForTraceTextAsync(string text) => WaitAsync(() => TraceText.Contains(text, StringComparison.Ordinal));

    public Task WaitForMetricAsync(string name) => WaitAsync(() => _metrics.ContainsKey(name));
    /// <summary>Until a metric with this text in its attributes has come.</summary>
    public Task WaitForMetricTextAsync(string text) => WaitAsync(() => MetricText.Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _received.Dispose();
    }

    private async Task WaitAsync(Func<bool> isThere)
    {
        var within = TimeSpan.FromSeconds(40);
        using var limit = new CancellationTokenSource(within);
        try
        {
            while (!isThere())
            {
                await _received.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException e)
        {
            var spans = string.Join('\n', _spans.Select(s => $"{s.Trace} {s.Source} {s.Name}"));
            throw new TimeoutException($"not received within {within}; spans:\n{spans}\nmetrics: {string.Join(' ', _metrics.Keys)}", e);
        }
    }

    private async Task TakeAsync(HttpContext context, ConcurrentQueue<string> texts, Action<byte[]> read)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        texts.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        read(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
        _received.Release();
    }

    /// <summary>resource_spans 1, scope_spans 2, spans 2: trace_id 1, parent_span_id 4, name 5, attributes 9.</summary>
    private void ReadTraces(byte[] body)
    {
        foreach (var (source, span) in ReadScopes(body))
        {
            _spans.Enqueue(new ReceivedSpan(ReadId(span, 1), ReadId(span, 4), Protobuf.ReadText(span, 5), source, ReadAttributes(span)));
        }
    }

    /// <summary>resource_metrics 1, scope_metrics 2, metrics 2: name 1.</summary>
    private void ReadMetrics(byte[] body)
    {
        foreach (var (meter, metric) in ReadScopes(body))
        {
            _metrics[Protobuf.ReadText(metric, 1)] = meter;
        }
    }

    /// <summary>The spans or metrics of all scopes (scope 1: name 1), each with the name of its scope.</summary>
    private static IEnumerable<(string Scope, byte[] Item)> ReadScopes(byte[] body) =>
        from resource in Protobuf.ReadFields(body, 1)
        from scope in Protobuf.ReadFields(resource, 2)
        from item in Protobuf.ReadFields(scope, 2)
        select (Protobuf.ReadText(Protobuf.ReadFields(scope, 1).First(), 1), item);

    private static string ReadId(byte[] span, int field) =>
        Protobuf.ReadFields(span, field).Select(Convert.ToHexStringLower).FirstOrDefault() ?? string.Empty;

    /// <summary>key 1, value 2: string_value 1. Numbers are read as empty.</summary>
    private static Dictionary<string, string> ReadAttributes(byte[] span) => Protobuf.ReadFields(span, 9).ToDictionary(
        attribute => Protobuf.ReadText(attribute, 1),
        attribute => Protobuf.ReadText(Protobuf.ReadFields(attribute, 2).FirstOrDefault() ?? [], 1));
}
