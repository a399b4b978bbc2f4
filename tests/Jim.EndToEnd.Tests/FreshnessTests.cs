namespace Jim.EndToEnd.Tests;

/// <summary>What is read while others make, alter and write tables by plain SQL: no old answer stays, and live queries are told.</summary>
public sealed class FreshnessTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    [Fact]
    public async Task A_partition_that_is_made_and_written_straight()
    {
        await CreateAsync("""
            create table tides (id int primary key, day int) partition by range (id);
            create table tides_one partition of tides for values from (0) to (10);
            """, "tides");
        await using var live = await SubscribeAsync("tides");
        Assert.Equal(0, await NextCountAsync(live, "tides"));
        await world.Database.ExecuteAsync(
            "create table tides_two partition of tides for values from (10) to (20); insert into tides_two values (10)");
        Assert.Equal(1, await NextCountAsync(live, "tides"));
        await HoldsAsync("tides", 1);
        await world.Database.ExecuteAsync("insert into tides_two values (11)");
        Assert.Equal(2, await NextCountAsync(live, "tides"));
        await HoldsAsync("tides", 2);
    }

    [Fact]
    public async Task A_child_by_inheritance_that_is_made_and_written_straight_or_through_its_parent()
    {
        await CreateAsync("create table rocks (id int primary key, weight int)", "rocks");
        await using var live = await SubscribeAsync("rocks");
        Assert.Equal(0, await NextCountAsync(live, "rocks"));
        await world.Database.ExecuteAsync("create table stones () inherits (rocks); insert into stones values (1)");
        Assert.Equal(1, await NextCountAsync(live, "rocks"));
        await world.Database.ExecuteAsync("grant select on stones to jim_anonymous");
        await ServedAsync("stones");
        await Eventually.Holds(async () => await RefusalAsync("stones") is null, TimeSpan.FromSeconds(60));
        await using var below = await SubscribeAsync("stones");
        Assert.Equal(1, await NextCountAsync(below, "stones"));
        await world.Database.ExecuteAsync("delete from rocks");
        Assert.Equal(0, await NextCountAsync(below, "stones"));
        await HoldsAsync("stones", 0);
        await HoldsAsync("rocks", 0);
    }

    [Fact]
    public async Task A_table_of_another_schema_that_a_view_reads()
    {
        await CreateAsync(
            "create schema cellar; create table cellar.bottles (id int primary key); create view bottles as table cellar.bottles",
            "bottles");
        await using var live = await SubscribeAsync("bottles");
        Assert.Equal(0, await NextCountAsync(live, "bottles"));
        await world.Database.ExecuteAsync("insert into cellar.bottles values (1)");
        Assert.Equal(1, await NextCountAsync(live, "bottles"));
        await HoldsAsync("bottles", 1);
    }

    [Fact]
    public async Task A_table_whose_triggers_its_owner_disables_is_not_cached_and_fresh_when_they_are_on_again()
    {
        await CreateAsync("create table clocks (id int primary key)", "clocks");
        await HoldsAsync("clocks", 0);
        await world.Database.ExecuteAsync("alter table clocks disable trigger user; insert into clocks values (1)");
        await HoldsAsync("clocks", 1);
        await Eventually.Holds(async () => await RefusalAsync("clocks") == "JIM_UNTRACKED", TimeSpan.FromSeconds(60));
        await world.Database.ExecuteAsync("insert into clocks values (2)");
        Assert.Equal(2, await CountAsync("clocks"));
        await world.Database.ExecuteAsync("insert into clocks values (3); alter table clocks enable trigger user");
        await Eventually.Holds(async () => await RefusalAsync("clocks") is null);
        await HoldsAsync("clocks", 3);
    }

    [Fact]
    public async Task A_materialised_view_is_not_cached()
    {
        await CreateAsync("create materialized view moments as select 1 as id", "moments");
        Assert.Equal("JIM_UNTRACKED", await RefusalAsync("moments"));
        Assert.Equal(1, await CountAsync("moments"));
        await world.Database.ExecuteAsync(
            "create table hours (id int); insert into hours values (1), (2); create materialized view minutes as table hours; "
            + "grant select on minutes to jim_anonymous");
        await ServedAsync("minutes");
        Assert.Equal(2, await CountAsync("minutes"));
        await world.Database.ExecuteAsync("insert into hours values (3); refresh materialized view minutes");
        Assert.Equal(3, await CountAsync("minutes"));
    }

    /// <summary>Creates tables and waits until the keeper has tracked them and the field can be live.</summary>
    private async Task CreateAsync(string sql, string field)
    {
        await world.Database.ExecuteAsync($"{sql}; grant select on {field} to jim_anonymous");
        await ServedAsync(field);
        if (!sql.Contains("materialized", StringComparison.Ordinal))
        {
            await Eventually.Holds(async () => await RefusalAsync(field) is null);
        }
    }

    private Task ServedAsync(string field) =>
        Eventually.Holds(async () => (await world.Anonymous().AskAsync($"{{ {field} {{ totalCount }} }}"))["errors"] is null);

    private Task<EventStream> SubscribeAsync(string field) =>
        EventStream.SubscribeAsync(world.Anonymous(), $"subscription {{ {field} {{ totalCount }} }}");

    /// <summary>Why the field cannot be live; null: it can.</summary>
    private async Task<string?> RefusalAsync(string field)
    {
        await using var live = await SubscribeAsync(field);
        return (string?)(await live.NextAsync())?["payload"]?["errors"]?[0]?["extensions"]?["code"];
    }

    private static async Task<int> NextCountAsync(EventStream live, string field)
    {
        var message = await live.NextAsync();
        return (int?)message?["payload"]?["data"]?[field]?["totalCount"] ?? throw new InvalidOperationException($"{message}");
    }

    private async Task<int> CountAsync(string field) =>
        (int)(await world.Anonymous().DataAsync($"{{ {field} {{ totalCount }} }}"))[field]!["totalCount"]!;

    /// <summary>The answer comes to be this, and is it again when it comes from the cache.</summary>
    private async Task HoldsAsync(string field, int rows)
    {
        await Eventually.Holds(async () => await CountAsync(field) == rows);
        Assert.Equal(rows, await CountAsync(field));
    }
}
