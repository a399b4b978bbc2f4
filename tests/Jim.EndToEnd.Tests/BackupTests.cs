using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>A backup that is made while people work, a disaster, and the story on what was restored.</summary>
public sealed class BackupTests(BackupWorld world) : IClassFixture<BackupWorld>
{
    private const string Create =
        "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } errors { __typename } } }";
    private const string Title = "query($id: UUID!) { documentById(id: $id) { title } }";
    private const string Rename =
        "mutation($id: UUID!, $to: String!) { updateDocument(input: { id: $id, title: $to }) { document { id } } }";

    [Fact]
    public async Task Everything_is_there_again_and_nothing_of_what_came_after_is_believed()
    {
        var alice = await world.As("alice");
        var ids = new List<string>();
        foreach (var (name, bytes) in BackupFiles.All)
        {
            ids.Add(await BackupFiles.UploadAsync(alice, Encoding.UTF8.GetBytes("an earlier version of " + name)));
            await BackupFiles.UploadAsync(alice, bytes, ids[^1]);
            await NameAsync(ids[^1], name);
        }

        var document = Guid.NewGuid();
        await alice.DataAsync(Create, new { input = new { id = document, title = "before", status = "DRAFT" } });
        var running = await RunningJobAsync();
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(alice, stop.Token);
        await Eventually.Holds(async () => await ProgressAsync() > 0, TimeSpan.FromSeconds(60));

        // A dump takes at least as long as this lock, so that writes certainly happen while it runs.
        var (status, output) = await WithSlowDumpAsync(() => world.BackUpAsync());
        Assert.True(status == 0, output);
        Assert.Equal(0, (await world.BackUpAsync("--verify")).Status);

        await stop.CancelAsync();
        var written = await writing;
        await alice.DataAsync(Rename, new { id = document, to = "after" });
        var cursor = await CachedAsync(alice, document, "after");
        await world.StopAsync();
        var atDisaster = await world.Database.ScalarAsync<byte[]>("select value from jim.setting where name = 'epoch'");
        await world.LoseEverythingAsync();
        (status, output) = await world.RunAsync(world.Settings(), "restore", world.Backups);
        Assert.True(status == 0, output);

        Assert.NotEqual(atDisaster, await world.Database.ScalarAsync<byte[]>("select value from jim.setting where name = 'epoch'"));
        Assert.Equal("queued", await world.Database.ScalarAsync<string>($"select state::text from jim.jobs where id = '{running}'"));
        await CheckShopAsync();
        await world.StartAgainAsync();
        alice = await world.As("alice");
        Assert.Equal("before", (string?)(await alice.DataAsync(Title, new { id = document }))["documentById"]!["title"]);
        var refused = await alice.AskAsync(Title, new { id = document }, new { cursor });
        Assert.Equal("JIM_CURSOR", (string?)refused["errors"]![0]!["extensions"]!["code"]);
        foreach (var (index, (name, bytes)) in BackupFiles.All.Index())
        {
            await BackupFiles.CheckAsync(alice, ids[index], name, bytes);
        }

        // What the writer has noted as done is done, and its files are there.
        var noted = await ProgressAsync();
        Assert.InRange(noted, 1, written.Count);
        for (var n = 0; n < noted; n++)
        {
            await BackupFiles.CheckAsync(alice, written[n], "file", Encoding.UTF8.GetBytes($"number {n}"));
        }

        Assert.True(written.Count > noted, "nothing was written while the dump ran");
        await StoryAsync(alice, document);
    }

    private async Task StoryAsync(JimClient alice, Guid document)
    {
        await using var live = await LiveClient.ConnectAsync(world.Address, alice.Token);
        await live.SubscribeAsync(
            "1", "subscription($id: UUID!) { documents(where: { id: { eq: $id } }) { nodes { title } } }",
            new JsonObject { ["id"] = document.ToString() });
        Assert.Equal("before", await NextTitleAsync(live));
        await alice.DataAsync(Rename, new { id = document, to = "restored" });
        Assert.Equal("restored", await NextTitleAsync(live));
        await world.Database.ExecuteAsync($"update public.documents set title = 'by SQL' where id = '{document}'");
        Assert.Equal("by SQL", await NextTitleAsync(live));
        await BackupFiles.UploadAsync(alice, Encoding.UTF8.GetBytes("after the restore"));
        const string Orders = "{ orders(first: 1) { totalCount nodes { item taxed size } } }";
        Assert.Equal(500, (int)(await alice.DataAsync(Orders))["orders"]!["totalCount"]!);
        Assert.Equal(0, (int)(await (await world.As("bob")).DataAsync(Orders))["orders"]!["totalCount"]!);
    }

    private static async Task<string?> NextTitleAsync(LiveClient live)
    {
        var message = await live.UntilAsync(m => (string?)m["type"] is "next" or "error" or "complete");
        return (string?)message["payload"]?["data"]?["documents"]?["nodes"]?[0]?["title"];
    }

    /// <summary>What is special in a schema is as it was: policies, identity, generated columns, grants, comments.</summary>
    private async Task CheckShopAsync()
    {
        Assert.Equal("True True True", await world.Database.ScalarAsync<string>(
            "select concat_ws(' ', initcap(relrowsecurity::text), initcap(relforcerowsecurity::text), initcap((relowner = to_regrole('"
            + world.Owner + "'))::text)) from pg_class where oid = 'shop.orders'::regclass"));
        Assert.True(await world.Database.ScalarAsync<bool>($"select has_table_privilege('{world.Reporter}', 'shop.orders', 'select')"));
        Assert.Equal(501, await world.Database.ScalarAsync<long>("insert into shop.orders (item, price) values ('next', 2) returning id"));
        Assert.Equal("2.3800", await world.Database.ScalarAsync<string>("select taxed::text from shop.orders where id = 501"));
        await world.Database.ExecuteAsync("delete from shop.orders where id = 501");
        Assert.Equal("What was bought.", await world.Database.ScalarAsync<string>("select obj_description('shop.orders'::regclass)"));
    }

    private Task NameAsync(string id, string name) =>
        world.Database.ExecuteAsync($"update jim.files set name = '{name.Replace("'", "''", StringComparison.Ordinal)}' where id = '{id}'");

    /// <summary>A job that a worker has taken and not ended.</summary>
    private Task<Guid> RunningJobAsync() => world.Database.ScalarAsync<Guid>("""
        insert into jim.jobs (kind, state, attempt, lease_until, fence, run_at)
        values ('no.such.kind', 'running', 1, now() + interval '1 day', 1, now()) returning id
        """);

    private Task<int> ProgressAsync() => world.Database.ScalarAsync<int>("select n from shop.progress");

    /// <summary>Uploads one file after the other, and notes after each how many there are.</summary>
    private async Task<List<string>> WriteAsync(JimClient alice, CancellationToken stop)
    {
        var made = new List<string>();
        while (!stop.IsCancellationRequested)
        {
            made.Add(await BackupFiles.UploadAsync(alice, Encoding.UTF8.GetBytes($"number {made.Count}")));
            await world.Database.ExecuteAsync($"update shop.progress set n = {made.Count}");
        }

        return made;
    }

    /// <summary>Holds a table from before the dump until two more files are noted, while the dump waits with its snapshot taken.</summary>
    private async Task<(int Status, string Output)> WithSlowDumpAsync(Func<Task<(int Status, string Output)>> backUp)
    {
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table shop.orders in access exclusive mode", connection, transaction))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var backup = backUp();
        await Eventually.Holds(async () => backup.IsCompleted || await BackupWaits.CountAsync(world) > 0, TimeSpan.FromSeconds(60));
        var now = await ProgressAsync();
        await Eventually.Holds(async () => await ProgressAsync() > now + 1, TimeSpan.FromSeconds(60));
        await transaction.CommitAsync();
        return await backup;
    }

    /// <summary>Asks until the answer comes from the cache. Answers its cursor.</summary>
    private static async Task<string> CachedAsync(JimClient client, Guid id, string title)
    {
        var cursor = string.Empty;
        await Eventually.Holds(async () =>
        {
            using var answer = await client.PostAsync(Title, new { id });
            var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal(title, (string?)json["data"]!["documentById"]!["title"]);
            cursor = (string?)json["extensions"]?["cursor"] ?? string.Empty;
            return answer.Headers.TryGetValues("Cache-Status", out var status) && status.Contains("jim; hit");
        });
        Assert.NotEmpty(cursor);
        return cursor;
    }
}
