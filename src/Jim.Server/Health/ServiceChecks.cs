using Jim.Platform.Cache;
using Jim.Platform.Messaging;
using Jim.Platform.Schemas;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Health;

/// <summary>Asks each service of this process whether it answers.</summary>
public sealed class ServiceChecks(JimSettings settings, NpgsqlDataSource dataSource, SchemaOwner schemas, ICacheStore cache, IMessageBus bus)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<ServiceCheck>> RunAsync(CancellationToken cancellationToken)
    {
        var checks = new List<ServiceCheck> { await PostgresAsync(cancellationToken), CheckSchema() };
        if (cache is RedisCacheStore redis)
        {
            var answers = await redis.PingAsync(cancellationToken);
            checks.Add(new(
                "redis", false, answers, "result cache", "Check REDIS_URL and that Redis runs; until then every query goes to Postgres."));
        }

        if (settings.RabbitMqUrl is not null)
        {
            checks.Add(new(
                "rabbitmq", false, bus.IsConnected, "queues",
                "Check RABBITMQ_URL and that RabbitMQ runs; until then jobs wait in Postgres."));
        }

        return checks;
    }

    /// <summary>Not essential: the gateway goes on with the last schema that could be built.</summary>
    private ServiceCheck CheckSchema() => new(
        "schema", false, schemas.Failure is null, "the schema is that of the database",
        $"The log says what stands in the way ({schemas.Failure?.Reason}); until then the last schema is served.");

    private async Task<ServiceCheck> PostgresAsync(CancellationToken cancellationToken)
    {
        const string Cure = "Check DATABASE_URL and that Postgres runs and takes connections.";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            await using var command = dataSource.CreateCommand("select current_setting('server_version')");
            return new("postgres", true, true, $"PostgreSQL {await command.ExecuteScalarAsync(deadline.Token)}", Cure);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return new("postgres", true, false, "PostgreSQL", Cure);
        }
    }
}
