namespace Jim.Server.Settings;

/// <summary>
/// The standard variables of OpenTelemetry, which its own libraries read. Variables that are not listed here work too, but only from the
/// environment and not from <c>.env</c>.
/// </summary>
public static class TelemetrySettings
{
    public static ImmutableArray<Setting> All { get; } =
    [
        Pass("OTEL_EXPORTER_OTLP_ENDPOINT", "Where traces and metrics are sent, as http://collector:4317.") with { Unset = "nowhere" },
        Pass("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc or http/protobuf.") with { Unset = "grpc" },
        Pass("OTEL_EXPORTER_OTLP_HEADERS", "Headers sent along, as name=value, comma separated.") with { Secret = true },
        Pass("OTEL_SERVICE_NAME", "The name under which this process is seen.") with { Unset = "jim" },
        Pass("OTEL_RESOURCE_ATTRIBUTES", "More about this process, as name=value, comma separated."),
        Pass("OTEL_TRACES_EXPORTER", "otlp, or none for no traces.") with { Unset = "otlp where an endpoint is set" },
        Pass("OTEL_METRICS_EXPORTER", "otlp, or none for no metrics.") with { Unset = "otlp where an endpoint is set" },
        Pass("OTEL_TRACES_SAMPLER", "Which traces are kept, as parentbased_traceidratio.") with { Unset = "all" },
        Pass("OTEL_TRACES_SAMPLER_ARG", "The sampler's argument, as 0.1."),
        Pass("OTEL_METRIC_EXPORT_INTERVAL", "Milliseconds between two exports of metrics.") with { Unset = "60000" },
        Pass("OTEL_BSP_SCHEDULE_DELAY", "Milliseconds between two exports of traces.") with { Unset = "5000" },
        Pass("OTEL_SDK_DISABLED", "true: neither traces nor metrics.") with { Unset = "false" },
    ];

    private static Setting Pass(string name, string meaning) =>
        Setting.Text(name, null, meaning, (s, v) => s with { Telemetry = s.Telemetry.SetItem(name, v) });
}
