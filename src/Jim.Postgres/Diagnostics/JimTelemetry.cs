using System.Diagnostics;
using System.Diagnostics.Metrics;
using Npgsql;

namespace Jim.Postgres.Diagnostics;

/// <summary>
/// The source of Jim's spans and the meter of its metrics, in the lowest project that measures. Nobody listens unless an exporter is
/// configured (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>): then no span is made, and a measurement is one comparison. Neither spans nor metrics
/// hold values, tokens or texts of users.
/// </summary>
public static class JimTelemetry
{
    public const string Name = "Jim";

    public static ActivitySource Activities { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);

    /// <summary>Begins a span below the current one; its disposal ends it. Null where nobody records.</summary>
    /// <param name="name">One of <see cref="SpanNames"/>.</param>
    public static Activity? Start(string name) => Activities.StartActivity(name);

    /// <summary>The current span as the cause of work that another thread will do; null where nobody records.</summary>
    public static Activity? FindCause() => Activities.HasListeners() ? Activity.Current : null;

    /// <summary>
    /// Begins a span below <paramref name="cause"/>, which may have ended or be of another thread; without one the span begins a trace.
    /// </summary>
    public static Activity? StartBelow(Activity? cause, string name) =>
        Activities.StartActivity(name, ActivityKind.Internal, cause?.Context ?? default);

    /// <summary>
    /// A data source whose statements are spans only where they belong to a trace: the polls of the tailer, of the schema and of the jobs
    /// would each begin a trace of their own, several in a second.
    /// </summary>
    /// <param name="connection">With <see cref="NpgsqlConnectionStringBuilder.ApplicationName"/>, which is the pool's name in spans and
    /// metrics. Without a name Npgsql would take the connection string.</param>
    public static NpgsqlDataSource BuildDataSource(NpgsqlConnectionStringBuilder connection)
    {
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = connection.ApplicationName };
        builder.ConfigureTracing(tracing => tracing
            .ConfigureCommandFilter(_ => Activity.Current is not null)
            .ConfigureBatchFilter(_ => Activity.Current is not null));
        return builder.Build();
    }
}
