using System.Diagnostics;
using System.Text;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Messaging;

/// <summary>
/// The trace that a message belongs to, in its headers (W3C Trace Context), so that a mutation and the worker that ends it are one trace.
/// RabbitMQ.Client writes the same headers, but only while somebody records its activities; here they are written always, and over the bus
/// within one process too.
/// </summary>
internal readonly record struct TraceHeaders(string? Parent, string? State)
{
    private const string ParentName = "traceparent";
    private const string StateName = "tracestate";

    public static TraceHeaders Current =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? new(activity.Id, activity.TraceStateString) : default;

    public static TraceHeaders Read(IDictionary<string, object?>? headers) =>
        new(ReadText(headers, ParentName), ReadText(headers, StateName));

    /// <summary>Null where there is no trace.</summary>
    public Dictionary<string, object?>? ToHeaders()
    {
        if (Parent is null)
        {
            return null;
        }

        var headers = new Dictionary<string, object?> { [ParentName] = Parent };
        if (State is not null)
        {
            headers[StateName] = State;
        }

        return headers;
    }

    /// <summary>The span of a handler; names by OpenTelemetry's messaging conventions. Null where nobody records.</summary>
    public Activity? StartProcess(string queue, string system)
    {
        _ = ActivityContext.TryParse(Parent, State, isRemote: true, out var parent); // without a parent the span begins a trace
        var activity = JimTelemetry.Activities.StartActivity($"{SpanNames.Process} {queue}", ActivityKind.Consumer, parent);
        activity?.SetTag("messaging.system", system);
        activity?.SetTag("messaging.operation.type", "process");
        activity?.SetTag("messaging.destination.name", queue);
        return activity;
    }

    private static string? ReadText(IDictionary<string, object?>? headers, string name) =>
        headers is not null && headers.TryGetValue(name, out var value)
            ? value as string ?? (value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : null)
            : null;
}
