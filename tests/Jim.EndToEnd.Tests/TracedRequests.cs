using System.Diagnostics;
using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>Requests that belong to a trace of their client, which HttpClient tells by the header <c>traceparent</c>.</summary>
internal static class TracedRequests
{
    public const string Create = "mutation Add($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } } }";

    /// <summary>What makes a Jim send all that it has to <paramref name="receiver"/>, soon.</summary>
    public static void SendTo(this Dictionary<string, string> environment, OtlpReceiver receiver)
    {
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address;
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
    }

    /// <summary>Sends a request within a trace of its own; it must be answered by 200 or 202, or by the status that is named.</summary>
    /// <returns>The id of the trace.</returns>
    public static async Task<string> RunAsync(Func<Task<HttpResponseMessage>> send, HttpStatusCode? failing = null)
    {
        using var client = new Activity("client") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        client.SetIdFormat(ActivityIdFormat.W3C).Start();
        using var answer = await send();
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            failing is null ? answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted : answer.StatusCode == failing,
            $"{answer.StatusCode} {body}");
        return client.TraceId.ToHexString();
    }

    public static Task<string> AskAsync(JimClient client, string query, object? variables = null) =>
        RunAsync(() => client.PostAsync(query, variables));

    public static object BuildDocument(string title) => new { input = new { title, status = "DRAFT" } };
}
