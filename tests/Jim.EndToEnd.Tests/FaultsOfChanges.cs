using System.Globalization;

namespace Jim.EndToEnd.Tests;

/// <summary>A table whose rows lie on a small disk of their own, where the test can mount one for Postgres; and one like any.</summary>
public sealed class ChangesWorld : EmbeddedWorld
{
    private const int DiskMiB = 16;
    private readonly string _folder = Directory.CreateTempSubdirectory("jim-disk-").FullName;

    public SmallDisk? Disk { get; private set; }

    private string Space => $"space_{Database.Name}";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Disk = await SmallDisk.TryMountAsync(_folder, DiskMiB);
        if (Disk is not null)
        {
            await ShellCommand.OutputAsync("chown", ["postgres", _folder]);
            await Database.ExecuteAsync($"create tablespace {Space} location '{_folder}'");
        }

        await Database.ExecuteAsync($"""
            create table sheets (id int primary key, body text not null) {(Disk is null ? "" : $"tablespace {Space}")};
            create table reams (id int primary key, title text not null, meta jsonb not null);
            grant select, insert, delete on sheets, reams to jim_user;
            """);
        await Database.AwaitTrackedAsync("sheets", "reams");
        var alice = await As("alice");
        await Eventually.Holds(async () => await IsLiveAsync(alice, "sheets") && await IsLiveAsync(alice, "reams"));
    }

    public override async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        if (Disk is not null)
        {
            await Database.ExecuteAsync("drop table sheets");
            await Database.ExecuteAsync($"drop tablespace {Space}");
            await Disk.DisposeAsync();
        }

        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public Task EnlargeDiskAsync() => Disk!.ResizeAsync(4 * DiskMiB);

    /// <summary>False until the gateway, too, has heard that the table is tracked.</summary>
    private static async Task<bool> IsLiveAsync(JimClient client, string table)
    {
        await using var events = await EventStream.SubscribeAsync(client, $"subscription {{ {table} {{ totalCount }} }}");
        return (await events.NextAsync())?["payload"]?["data"]?[table] is not null;
    }
}

/// <summary>Changes that are too many, too large, or have no room.</summary>
public sealed class FaultsOfChanges(ChangesWorld world) : IClassFixture<ChangesWorld>
{
    private const long ResidentMax = 300 << 10; // KiB, as /proc tells it
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(5);

    private static readonly int Rows = FaultScale.Choose(full: 1_000_000, scaled: 100_000); // the log keeps no row of either

    [Fact]
    public async Task One_transaction_of_very_many_rows_is_one_change()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        await using var live = await LiveClient.ConnectAsync(world.Address, await world.TokenAsync("alice"));
        await live.SubscribeAsync("1", "subscription { reams(where: { title: { eq: \"one of many\" } }) { totalCount } }");
        Assert.Equal(0, await NextCountAsync());
        await world.Database.ExecuteAsync(string.Create(
            CultureInfo.InvariantCulture, $"insert into reams select n, 'one of many', '1' from generate_series(1, {Rows}) n"));
        Assert.Equal(Rows, await NextCountAsync());
        Assert.InRange(await world.Database.ScalarAsync<long>("select count(*) from jim.change where tbl = 'reams'::regclass"), 1, 100);
        await world.Database.ExecuteAsync("delete from reams where id = 1");
        Assert.Equal(Rows - 1, await NextCountAsync());
        await world.Database.ExecuteAsync("delete from reams where title = 'one of many'");
        Assert.Equal(0, await NextCountAsync());
        Assert.InRange(await world.Gateway.ReadPeakMemoryAsync(), 1, ResidentMax);

        async Task<int> NextCountAsync()
        {
            var next = await live.UntilAsync(m => (string?)m["type"] == "next", Recovery);
            return (int)next["payload"]!["data"]!["reams"]!["totalCount"]!;
        }
    }

    [Fact]
    public async Task A_large_value_that_an_update_leaves_untouched_is_told_whole()
    {
        await world.Database.ExecuteAsync("""
            insert into reams select -1, 'before', to_jsonb(array_agg(md5(n::text))) from generate_series(1, 6000) n
            """);
        await using var live = await LiveClient.ConnectAsync(world.Address, await world.TokenAsync("alice"));
        await live.SubscribeAsync("1", "subscription { reamById(id: -1) { title meta } }");
        var before = await NextAsync();
        Assert.InRange(before["meta"]!.ToJsonString().Length, 200 << 10, 300 << 10);
        await world.Database.ExecuteAsync("update reams set title = 'after' where id = -1");
        var after = await NextAsync();
        Assert.Equal("after", (string?)after["title"]);
        Assert.True(JsonNode.DeepEquals(before["meta"], after["meta"]));

        async Task<JsonNode> NextAsync() =>
            (await live.UntilAsync(m => (string?)m["type"] == "next"))["payload"]!["data"]!["reamById"]!;
    }

    [Fact]
    public async Task A_full_disk_of_Postgres_refuses_writes_and_nothing_else()
    {
        Assert.SkipWhen(world.Disk is null, "a small disk can be mounted by root on Linux only");
        const string Create =
            "mutation($i: CreateSheetInput!) { createSheet(input: $i) { sheet { id } errors { ... on Error { message code } } } }";
        var alice = await world.As("alice");
        var written = 0;
        JsonNode answer;
        do
        {
            answer = await WriteAsync(written);
        }
        while (IsWritten(answer) && ++written < 200);
        Assert.Equal("JIM_DATABASE_UNAVAILABLE", (string?)answer["errors"]?[0]?["extensions"]?["code"]);
        Assert.DoesNotContain("disk", answer.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(written, (int)(await alice.DataAsync("{ sheets { totalCount } }"))["sheets"]!["totalCount"]!);
        await alice.DataAsync("mutation { createReam(input: { id: -2, title: \"elsewhere\", meta: 1 }) { ream { id } } }");
        await world.EnlargeDiskAsync();
        Assert.True(IsWritten(await WriteAsync(written)));
        Assert.Equal(written + 1, (int)(await alice.DataAsync("{ sheets { totalCount } }"))["sheets"]!["totalCount"]!);

        // What does not compress, so that each row takes the space of its text.
        Task<JsonNode> WriteAsync(int id) => alice.AskAsync(Create, new
        {
            i = new { id, body = string.Concat(Enumerable.Range(0, 5000).Select(_ => Guid.NewGuid().ToString("N"))) },
        });
    }

    private static bool IsWritten(JsonNode answer) => answer["data"]?["createSheet"]?["sheet"] is not null;
}
