using Jim.Platform.Cache;
using Jim.Platform.Messaging;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Health;

/// <summary>Asks each service of this process whether it answers.</summary>
public sealed class ServiceChecks(JimSettings settings, NpgsqlDataSource postgres, ICacheStore cache, IMessageBus bus)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<ServiceCheck>> RunAsync(CancellationToken cancel)
    {
        var checks = new List<ServiceCheck> { await PostgresAsync(cancel) };
        if (cache is RedisCacheStore redis)
        {
            var answers = await redis.PingAsync(cancel);
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

    private async Task<ServiceCheck> PostgresAsync(CancellationToken cancel)
    {
        const string Cure = "Check DATABASE_URL and that Postgres runs and takes connections.";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Deadline);
        try
        {
            await using var command = postgres.CreateCommand("select current_setting('server_version')");
            return new("postgres", true, true, $"PostgreSQL {await command.ExecuteScalarAsync(deadline.Token)}", Cure);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return new("postgres", true, false, "PostgreSQL", Cure);
        }
    }
}
