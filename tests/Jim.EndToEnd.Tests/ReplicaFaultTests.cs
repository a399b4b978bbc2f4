using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>Servers that are no replicas of the primary, or no more: they are refused, and what to do is told.</summary>
public sealed class ReplicaFaultTests(ReplicaFaultWorld world) : IClassFixture<ReplicaFaultWorld>
{
    [Fact]
    public async Task Servers_with_another_history_are_not_read_from()
    {
        var primary = world.PortOf("postgres");
        await AwaitFaultsAsync("replica 3 belongs to another cluster than DATABASE_URL");
        await world.AwaitReadsFromAsync("standby1", "standby2");

        await world.ExecuteAsync("standby1", "select pg_promote()");
        await AwaitFaultsAsync(
            "replica 1 is no standby: it takes writes of its own; replica 2 follows another timeline than the primary; "
            + "replica 3 belongs to another cluster than DATABASE_URL");

        // What is written on the other line is no answer; nor is a query refused for it.
        await world.ExecuteAsync("standby1", "update notes set text = 'of another line'");
        await Eventually.Holds(async () => (string?)await world.ExecuteAsync("standby2", "select text from notes where id = 1") != "first");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(("first", primary), await ReplicaWorld.ReadAsync(world.Anonymous(), 1));
        }

        foreach (var fault in new[] { "replica 1, because it is no", "replica 2, because it follows", "replica 3, because it belongs" })
        {
            Assert.Single(world.Gateway.Log.Split('\n'), line => line.Contains(fault, StringComparison.Ordinal));
        }

        await using var doctor = JimProcess.Start(world.EnvironmentWith(), "doctor", "--env-file", "/dev/null");
        Assert.Equal(1, await doctor.ExitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("replicas   replica 1 is no standby", doctor.Log, StringComparison.Ordinal);
        Assert.Contains("name it in DATABASE_URL and take it out of DATABASE_REPLICA_URLS", doctor.Log, StringComparison.Ordinal);
        Assert.Contains("recovery_target_timeline=latest", doctor.Log, StringComparison.Ordinal);
        Assert.Contains("Name standbys of the server of DATABASE_URL only", doctor.Log, StringComparison.Ordinal);
    }

    private async Task AwaitFaultsAsync(string faults) => Assert.Equal(faults, await Eventually.Gives(
        async () =>
        {
            using var response = await world.Anonymous().SendAsync(HttpMethod.Get, "/health/ready");
            return (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["faults"]?["replicas"];
        },
        told => told == faults));
}

/// <summary>The second standby follows the first one, and a third address leads to another cluster.</summary>
public sealed class ReplicaFaultWorld : ReplicaWorld
{
    private OwnServers _others = null!;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _others.DisposeAsync();
    }

    protected override async Task<TestDatabase> CreateDatabaseAsync()
    {
        _others = await OwnServers.StartAsync("postgres");
        return await base.CreateDatabaseAsync();
    }

    protected override async Task PrepareAsync()
    {
        var (login, other) = ($"{Database.Name}_gateway", new Uri(_others["JIM_TEST_POSTGRES"]));
        await using var elsewhere = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={other.Port};Username=postgres;Database=postgres");
        await ExecuteAsync(elsewhere, $"create role {login} login");
        await ExecuteAsync(elsewhere, $"create database {Database.Name}");
        Environment["DATABASE_REPLICA_URLS"] += $",{new UriBuilder(Environment["DATABASE_URL"]) { Port = other.Port }.Uri.OriginalString}";

        // So that it tells the timeline that it receives.
        await Database.ExecuteAsync($"grant pg_monitor to {login}");
        await ExecuteAsync(
            "standby2", $"alter system set primary_conninfo = 'host=127.0.0.1 port={PortOf("standby1")} user=postgres'");
        await ExecuteAsync("standby2", "select pg_reload_conf()");
        await Eventually.Holds(async () => (int?)await ExecuteAsync(
            "standby2", "select sender_port from pg_stat_wal_receiver where status = 'streaming'") == PortOf("standby1"));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource server, string sql)
    {
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
