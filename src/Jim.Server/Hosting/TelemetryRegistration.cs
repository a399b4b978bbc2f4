using System.Diagnostics;
using Jim.Postgres.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Jim.Server.Hosting;

/// <summary>
/// OpenTelemetry, switched on by its standard variables: an exporter for a signal where an OTLP endpoint is set or
/// <c>OTEL_TRACES_EXPORTER</c> or <c>OTEL_METRICS_EXPORTER</c> is <c>otlp</c>. Otherwise nothing is registered and nothing listens.
/// TELEMETRY.md tells what is sent.
/// </summary>
public static class TelemetryRegistration
{
    /// <summary>The source of the spans of an upload's steps.</summary>
    private const string FileSteps = "Jim.Files";
    private const string Health = "/health";

    /// <summary>
    /// Leaves the message and the stack trace out of exceptions that spans record: a message of Postgres may hold a value of a user
    /// (<c>invalid input syntax for type integer: "…"</c>). The exception's type stays.
    /// </summary>
    private static readonly ActivityListener exceptionTexts = new()
    {
        ShouldListenTo = _ => true,
        ExceptionRecorder = (Activity _, Exception _, ref TagList tags) =>
        {
            tags.Add("exception.message", string.Empty);
            tags.Add("exception.stacktrace", string.Empty);
        },
    };

    /// <summary>
    /// Registers exporters for the signals that <paramref name="configuration"/> (with the variables' names) switches on.
    /// </summary>
    public static void AddJimTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var (traces, metrics) = (IsExported(configuration, "TRACES"), IsExported(configuration, "METRICS"));
        if (!traces && !metrics)
        {
            return;
        }

        var telemetry = services.AddOpenTelemetry();
        if (string.IsNullOrEmpty(configuration["OTEL_SERVICE_NAME"]))
        {
            telemetry.ConfigureResource(resource => resource.AddService("jim"));
        }

        if (traces)
        {
            telemetry.WithTracing(AddTraces);
        }

        if (metrics)
        {
            telemetry.WithMetrics(AddMetrics);
        }
    }

    private static bool IsExported(IConfiguration configuration, string signal) =>
        !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        && (configuration[$"OTEL_{signal}_EXPORTER"] is { Length: > 0 } exporter
            ? exporter.Split(',').Contains("otlp")
            : !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])
                || !string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));

    private static void AddTraces(TracerProviderBuilder traces)
    {
        ActivitySource.AddActivityListener(exceptionTexts);
        traces
            .AddSource(JimTelemetry.Name, FileSteps, "Npgsql", "RabbitMQ.Client.Publisher", "RabbitMQ.Client.Subscriber")
            .AddAspNetCoreInstrumentation(
                o => o.Filter = context => !context.Request.Path.StartsWithSegments(Health, StringComparison.Ordinal))
            .AddHttpClientInstrumentation()
            .AddProcessor(new TextRemoval())
            .AddOtlpExporter();
    }

    private static void AddMetrics(MeterProviderBuilder metrics) => metrics
        .AddMeter(JimTelemetry.Name, "Npgsql")
        .AddAspNetCoreInstrumentation()
        .AddHttpClientInstrumentation()
        .AddRuntimeInstrumentation()
        .AddOtlpExporter();

    /// <summary>Removes from spans of any source what may hold a value of a user.</summary>
    private sealed class TextRemoval : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            data.SetTag("db.query.text", null); // may hold literals of the operation; the GraphQL span names its document by hash
            data.SetTag("url.query", null); // a GET request carries its variables in its query string
            if (data.GetTagItem("url.full") is string address && address.IndexOf('?', StringComparison.Ordinal) is var query and >= 0)
            {
                data.SetTag("url.full", address[..query]);
            }

            if (data.StatusDescription is not null)
            {
                data.SetStatus(data.Status); // drops the description, which is the message of an exception
            }
        }
    }
}
