using Npgsql;
using RabbitMQ.Client;

namespace Jim.House.Tests.Deploy;

/// <summary>The servers that a test may kill: they come back on the same port with what they had.</summary>
public sealed class OwnServersTests
{
    [Fact]
    public async Task A_killed_Postgres_and_a_restarted_broker_come_back_with_what_they_had()
    {
        await using var servers = await OwnServers.StartAsync("postgres", "rabbitmq");
        var url = new Uri(servers["JIM_TEST_POSTGRES"]);
        await using var dataSource = NpgsqlDataSource.Create(
            $"Host={url.Host};Port={url.Port};Username=postgres;Database=postgres;Pooling=false");
        await ExecuteAsync(dataSource, "create table kept(a int); insert into kept values (7)");
        await DeclareAsync(servers, passive: false);

        await servers.KillAsync("postgres");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(dataSource, "select 1"));
        await servers.StartAgainAsync("postgres");
        await servers.StopAsync("rabbitmq");
        await servers.StartAgainAsync("rabbitmq");

        Assert.Equal(7, await ExecuteAsync(dataSource, "select a from kept"));
        await DeclareAsync(servers, passive: true);
    }

    private static async Task<object?> ExecuteAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static async Task DeclareAsync(OwnServers servers, bool passive)
    {
        var factory = new ConnectionFactory { Uri = new Uri(servers["JIM_TEST_RABBITMQ"]) };
        await using var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await (passive
            ? channel.QueueDeclarePassiveAsync("kept", TestContext.Current.CancellationToken)
            : channel.QueueDeclareAsync("kept", true, false, false, cancellationToken: TestContext.Current.CancellationToken));
    }
}
