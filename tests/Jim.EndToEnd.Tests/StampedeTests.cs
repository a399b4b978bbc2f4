using System.Net.NetworkInformation;

namespace Jim.EndToEnd.Tests;

/// <summary>A thousand clients ask the same at once, and no answer is kept.</summary>
public sealed class StampedeTests(EmbeddedWorld alone, RedisWorld shared) : IClassFixture<EmbeddedWorld>, IClassFixture<RedisWorld>
{
    private const int Requests = 1_000;

    // Of a table that was there before: after DDL no answer is taken from the cache until the new schema is built.
    private const string Query = "{ documents(where: { title: { eq: \"a title that none has\" } }) { totalCount } }";

    [Fact]
    public Task It_is_one_statement() => AssertAsync(alone, statements: 1);

    /// <summary>
    /// Redis has 50 ms for an answer. On a machine that is too busy for that, requests share runs all the same: one goes on for those who
    /// found the version of before, one for those who found none.
    /// </summary>
    [Fact]
    public Task It_is_two_at_most_where_Redis_may_be_late() => AssertAsync(shared, statements: 2);

    private static async Task AssertAsync(JimWorld world, int statements)
    {
        var client = await world.As("alice");
        await client.DataAsync("{ documents(first: 1) { nodes { id } } }");

        // While the table is locked, the first statement waits, and so does everybody who asks the same.
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "lock table public.documents in access exclusive mode";
            await command.ExecuteNonQueryAsync();
        }

        var answers = Enumerable.Range(0, Requests).Select(_ => client.AskAsync(Query)).ToList();
        await Eventually.Holds(() => CountConnections(world.Address.Port) >= Requests);
        await Eventually.Holds(async () => await CountWaitingAsync(world.Database) > 0);
        for (var look = 0; look < 30; look++)
        {
            // A statement may have been cancelled because the machine is slow; then the next one waits.
            Assert.InRange(await CountWaitingAsync(world.Database), 0, statements);
        }

        await transaction.CommitAsync();
        Assert.All(await Task.WhenAll(answers), answer => Assert.True(
            answer["data"]?["documents"] is { } found ? (int)found["totalCount"]! == 0 : IsOfSlowMachine(answer), answer.ToJsonString()));
    }

    private static bool IsOfSlowMachine(JsonNode answer) =>
        (string?)answer["errors"]![0]!["extensions"]!["code"] is "JIM_OVERLOADED" or "JIM_TIMEOUT";

    private static Task<long> CountWaitingAsync(TestDatabase database) => database.ScalarAsync<long>(
        """
        select count(*) from pg_locks where relation = 'public.documents'::regclass and not granted
          and database = (select oid from pg_database where datname = current_database())
        """);

    private static int CountConnections(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(c => c.State == TcpState.Established && c.RemoteEndPoint.Port == port);
}
