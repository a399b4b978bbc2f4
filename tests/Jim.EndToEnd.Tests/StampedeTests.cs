using System.Net.NetworkInformation;

namespace Jim.EndToEnd.Tests;

/// <summary>A thousand clients ask the same at once, when the answer that was kept has become an old one.</summary>
public sealed class StampedeTests(EmbeddedWorld alone, RedisWorld shared) : IClassFixture<EmbeddedWorld>, IClassFixture<RedisWorld>
{
    private const int Requests = 1_000;
    private const string Query = "{ flocks { totalCount } }";

    /// <summary>The second statement is that of a request which came after the commit, by which the first one's answer is an old one.</summary>
    [Fact]
    public async Task It_is_one_statement() => Assert.InRange(await CountStatementsAsync(alone), 1, 2);

    /// <summary>Redis has 50 ms for an answer. On a machine that is too busy for that, requests share runs all the same.</summary>
    [Fact]
    public async Task It_is_few_statements_where_Redis_may_be_late() => Assert.InRange(await CountStatementsAsync(shared), 1, 20);

    private static async Task<long> CountStatementsAsync(JimWorld world)
    {
        await world.Database.ExecuteAsync("create table flocks (id int primary key); grant select on flocks to jim_anonymous");
        await world.Database.AwaitTrackedAsync("flocks");
        var client = new JimClient(world.Address);
        await Eventually.Holds(async () => (await client.AskAsync(Query))["errors"] is null);
        await world.Database.ExecuteAsync("insert into flocks values (1)");
        await Eventually.Holds(async () => (int)(await client.DataAsync(Query))["flocks"]!["totalCount"]! == 1);
        var before = await ReadScansAsync(world.Database);

        // While the table is locked, the first statement waits, and so does everybody who asks the same.
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "lock table flocks in access exclusive mode; insert into flocks values (2)";
            await command.ExecuteNonQueryAsync();
        }

        var answers = Enumerable.Range(0, Requests).Select(_ => client.DataAsync(Query)).ToList();
        await Eventually.Holds(() => CountConnections(world.Address.Port) >= Requests);
        await transaction.CommitAsync();
        Assert.All(await Task.WhenAll(answers), data => Assert.InRange((int)data["flocks"]!["totalCount"]!, 1, 2));
        return await ReadScansAsync(world.Database) - before;
    }

    /// <summary>How often the table was read. Each session tells the statistics what it has done when it ends.</summary>
    private static async Task<long> ReadScansAsync(TestDatabase database)
    {
        await database.ScalarAsync<long>("""
            select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and application_name like 'jim%'
            """);
        return await database.ScalarAsync<long>(
            "select coalesce(seq_scan, 0) + coalesce(idx_scan, 0) from pg_stat_all_tables where relid = 'flocks'::regclass");
    }

    private static int CountConnections(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(c => c.State == TcpState.Established && c.RemoteEndPoint.Port == port);
}
