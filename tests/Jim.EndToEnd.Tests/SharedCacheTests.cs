namespace Jim.EndToEnd.Tests;

/// <summary>One Jim that keeps its answers in Redis, and can be stopped and started again.</summary>
public sealed class SharedCacheWorld : EmbeddedWorld
{
    public SharedCacheWorld() => Environment["REDIS_URL"] = TestServices.Redis;

    public async Task StopAsync() => await Gateway.DisposeAsync();

    public Task StartAgainAsync() => StartAsync();
}

/// <summary>Answers outlive the processes that kept them in Redis, but no write does that came while none ran.</summary>
public sealed class SharedCacheTests(SharedCacheWorld world) : IClassFixture<SharedCacheWorld>
{
    private const string Count = "{ shells { totalCount } }";

    [Fact]
    public async Task What_was_written_while_no_process_ran_is_shown_when_one_starts()
    {
        await world.Database.ExecuteAsync("create table shells (id int primary key); grant select on shells to jim_anonymous");
        for (var rows = 0; rows < 3; rows++)
        {
            await Eventually.Holds(() => IsHitAsync(rows));
            await world.StopAsync();
            await world.Database.ExecuteAsync($"insert into shells values ({rows})");
            await world.StartAgainAsync();
            await Eventually.Holds(() => IsHitAsync(rows + 1, before: rows));
        }
    }

    [Fact]
    public async Task What_was_kept_in_an_earlier_epoch_is_never_found()
    {
        const string Query = "{ pebbles { totalCount } }";
        await world.Database.ExecuteAsync("create table pebbles (id int primary key); grant select on pebbles to jim_anonymous");
        await Eventually.Holds(() => IsHitAsync(0, query: Query));
        await world.StopAsync();

        // As in a database that was restored: other rows, the same oids, and a change log that tells nothing of it.
        await world.Database.ExecuteAsync("""
            insert into pebbles values (1);
            delete from jim.change;
            update jim.setting set value = uuid_send(gen_random_uuid()) where name = 'epoch'
            """);
        await world.StartAgainAsync();
        await Eventually.Holds(() => IsHitAsync(1, before: 0, query: Query));
    }

    /// <param name="rows">How many rows there are.</param>
    /// <param name="before">How many no answer may tell, from the cache or not.</param>
    private async Task<bool> IsHitAsync(int rows, int before = -1, string query = Count)
    {
        using var answer = await world.Anonymous().PostAsync(query);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain($"\"totalCount\":{before}}}", text, StringComparison.Ordinal);
        return text.Contains($"\"totalCount\":{rows}}}", StringComparison.Ordinal)
            && answer.Headers.TryGetValues("Cache-Status", out var status) && status.Contains("jim; hit");
    }
}
