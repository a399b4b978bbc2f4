using System.Diagnostics;
using System.Diagnostics.Metrics;
using Npgsql;

namespace Jim.Postgres.Diagnostics;

/// <summary>
/// The source of all of Jim's spans and the meter of all of its metrics. They are in this project because it is the lowest one that
/// measures. Unless an exporter is configured (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>), nobody listens: no span is made, and a measurement
/// costs one comparison. Neither spans nor metrics hold values, tokens or texts of users.
/// </summary>
public static class JimTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "Jim";

    public static ActivitySource Activities { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);

    /// <summary>Begins a span below the current one; its disposal ends it. Null where nobody records.</summary>
    /// <param name="name">One of <see cref="SpanNames"/>.</param>
    public static Activity? Start(string name) => Activities.StartActivity(name);

    /// <summary>
    /// The current span, to be kept as the cause of work that another thread will do; null where there is none or nobody records.
    /// </summary>
    public static Activity? FindCause() => Activities.HasListeners() ? Activity.Current : null;

    /// <summary>
    /// Begins a span below <paramref name="cause"/>, which may have ended and may belong to another thread. Where it is null, the span
    /// begins a trace. Null where nobody records.
    /// </summary>
    public static Activity? StartBelow(Activity? cause, string name) =>
        Activities.StartActivity(name, ActivityKind.Internal, cause?.Context ?? default);

    /// <summary>
    /// Makes a data source whose statements become spans only inside of a trace. Otherwise each poll of the change log, of the schema and
    /// of the jobs would be a trace of its own, several in a second.
    /// </summary>
    /// <param name="connection">
    /// Where to connect to. Its <see cref="NpgsqlConnectionStringBuilder.ApplicationName"/> must be set and becomes the pool's name in
    /// spans and metrics; without a name Npgsql would take the connection string, which holds the server's address.
    /// </param>
    /// <param name="loadsTypes">
    /// False where only values of Postgres' own types are sent and read: Npgsql then does not ask for the types of the database, of which
    /// each table has two.
    /// </param>
    public static NpgsqlDataSource BuildDataSource(NpgsqlConnectionStringBuilder connection, bool loadsTypes = true)
    {
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = connection.ApplicationName };
        builder.ConfigureTracing(tracing => tracing
            .ConfigureCommandFilter(_ => Activity.Current is not null)
            .ConfigureBatchFilter(_ => Activity.Current is not null));
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(loadsTypes));
        return builder.Build();
    }
}
