using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>The main job, over HTTP and WebSocket only; each world tells it.</summary>
public abstract class StoryTests<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : JimWorld
{
    private const string Create =
        "mutation($input: CreateDocumentInput!) { createDocument(input: $input) "
        + "{ document { id title version owner { id } } errors { __typename ... on Error { message code } } } }";
    private const string Upload =
        "mutation($input: UploadFileInput!) { uploadFile(input: $input) "
        + "{ file { id name state mimeType sizeBytes sha256 url } errors { ... on Error { message code } } } }";

    protected TWorld World => world;

    [Fact]
    public async Task A_token_says_who_is_asking()
    {
        var me = await (await world.As("alice")).DataAsync("{ me { subject name roles user { id displayName } } }");
        Assert.Equal(JimWorld.Alice, (string?)me["me"]!["subject"]);
        Assert.Equal(JimWorld.Alice, (string?)me["me"]!["user"]!["id"]);
        var service = await (await world.AsService()).DataAsync("{ me { roles } }");
        Assert.Contains("jim-service", service["me"]!["roles"]!.AsArray().Select(r => (string?)r));
    }

    [Fact]
    public async Task Queries_go_deep_in_one_answer()
    {
        var data = await (await world.As("alice")).DataAsync("""
            { documents(first: 5, where: { meta: { path: [{ path: "lang", in: ["fr", "en", "de"] }] } }, order: [{ createdAt: DESC }]) {
                nodes { id title status meta(path: "lang") owner { displayName }
                documentEvents(first: 2, order: [{ createdAt: DESC }]) { nodes { kind createdAt } } }
                pageInfo { hasNextPage endCursor } totalCount }
              memberships(first: 20) { nodes { role group { name } user { displayName } } } }
            """);
        var documents = data["documents"]!;
        Assert.Equal(5, documents["nodes"]!.AsArray().Count);
        Assert.True((bool)documents["pageInfo"]!["hasNextPage"]!);
        Assert.All(documents["nodes"]!.AsArray(), d => Assert.NotNull(d!["documentEvents"]));
        Assert.Contains(data["memberships"]!["nodes"]!.AsArray(), m => (string?)m!["group"]!["name"] == "Alpha");
    }

    [Fact]
    public async Task Pages_follow_their_cursor_to_the_end()
    {
        var alice = await world.As("alice");
        var seen = new List<string>();
        string? after = null;
        for (var page = 0; page < 100; page++)
        {
            var data = await alice.DataAsync(
                "query($after: String) { documents(first: 7, after: $after, order: [{ title: ASC }]) { nodes { id } pageInfo { "
                    + "hasNextPage endCursor } totalCount } }", new { after });
            seen.AddRange(data["documents"]!["nodes"]!.AsArray().Select(n => (string)n!["id"]!));
            after = (string?)data["documents"]!["pageInfo"]!["endCursor"];
            if (!(bool)data["documents"]!["pageInfo"]!["hasNextPage"]!)
            {
                break;
            }
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.True(seen.Count > 7);
    }

    [Fact]
    public async Task A_row_is_made_changed_and_deleted()
    {
        var alice = await world.As("alice");
        var id = Guid.NewGuid();
        var input = new { id, title = "First", status = "DRAFT", meta = new { lang = "fr" } };
        var made = (await alice.DataAsync(Create, new { input }))["createDocument"]!;
        Assert.Equal(JimWorld.Alice, (string?)made["document"]!["owner"]!["id"]);
        var again = (await alice.DataAsync(Create, new { input = new { id, title = "Again", status = "DRAFT" } }))["createDocument"]!;
        Assert.Equal("UniqueError", (string?)again["errors"]![0]!["__typename"]);
        var changed = (await alice.DataAsync(
            "mutation($input: UpdateDocumentInput!) { updateDocument(input: $input) { document { title version } errors { __typename } } }",
            new { input = new { id, ifVersion = (long)made["document"]!["version"]!, title = "Second" } }))["updateDocument"]!;
        Assert.Equal("Second", (string?)changed["document"]!["title"]);
        var stale = (await alice.DataAsync(
            "mutation($input: UpdateDocumentInput!) { updateDocument(input: $input) { document { title } errors { __typename } } }",
            new { input = new { id, ifVersion = 1, title = "Third" } }))["updateDocument"]!;
        Assert.Equal("StaleError", (string?)stale["errors"]![0]!["__typename"]);
        const string Delete = "mutation($id: UUID!) { deleteDocument(input: { id: $id }) { document { id } errors { __typename } } }";
        var gone = (await alice.DataAsync(Delete, new { id }))["deleteDocument"]!;
        Assert.Null(gone["errors"]);
        Assert.Null((await alice.DataAsync("query($id: UUID!) { documentById(id: $id) { id } }", new { id }))["documentById"]);
    }

    [Fact]
    public async Task A_queued_mutation_is_run_once_by_a_worker()
    {
        var alice = await world.As("alice");
        var id = Guid.NewGuid();
        using var response = await alice.PostAsync(
            Create.Replace(
                "mutation($input: CreateDocumentInput!)", "mutation($input: CreateDocumentInput!) @queued(priority: HIGH)",
                StringComparison.Ordinal),
            new { input = new { id, title = "Queued", status = "DRAFT" } });
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var job = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["extensions"]!["job"]!;
        await using var live = await LiveClient.ConnectAsync(world.Address, alice.Token);
        await live.SubscribeAsync(
            "job", "subscription($id: UUID!) { jobById(id: $id) { state result } }", new JsonObject { ["id"] = (string)job["id"]! });
        var told = await live.UntilAsync(
            m => (string?)m["payload"]?["data"]?["jobById"]?["state"] == "SUCCEEDED", TimeSpan.FromSeconds(60));
        Assert.NotNull(told["payload"]!["data"]!["jobById"]!["result"]!["data"]!["createDocument"]);
        var done = await WaitForJobAsync(alice, (string)job["id"]!);
        Assert.Equal("SUCCEEDED", (string?)done["state"]);
        Assert.Equal("Queued", (string?)done["result"]!["data"]!["createDocument"]!["document"]!["title"]);
        Assert.NotNull((await alice.DataAsync("query($id: UUID!) { documentById(id: $id) { id } }", new { id }))["documentById"]);
    }

    [Fact]
    public async Task Each_sees_what_is_theirs()
    {
        var alice = await world.As("alice");
        var id = Guid.NewGuid();
        await alice.DataAsync(Create, new { input = new { id, title = "Hers", status = "DRAFT" } });
        const string One = "query($id: UUID!) { documentById(id: $id) { id } }";
        Assert.NotNull((await alice.DataAsync(One, new { id }))["documentById"]);
        Assert.Null((await (await world.As("bob")).DataAsync(One, new { id }))["documentById"]);
        Assert.NotNull((await (await world.AsService()).DataAsync(One, new { id }))["documentById"]);
        Assert.NotNull((await world.Anonymous().AskAsync(One, new { id }))["errors"]);
        var bobs = await (await world.As("bob")).DataAsync("{ documents(first: 100) { nodes { owner { id } group { name } } } }");
        var owners = bobs["documents"]!["nodes"]!.AsArray();
        Assert.All(owners, d => Assert.True((string?)d!["owner"]?["id"] == JimWorld.Bob || (string?)d["group"]?["name"] is not null));
        const string Rename =
            "mutation($id: UUID!) { updateDocument(input: { id: $id, title: \"By the service\" }) { document { id } errors { "
                + "__typename } } }";
        var carols = await (await world.As("carol")).DataAsync("{ documents(first: 100) { nodes { group { name } } } }");
        var groups = carols["documents"]!["nodes"]!.AsArray();
        Assert.Superset(new HashSet<string?> { "Alpha", "Beta" }, groups.Select(d => (string?)d!["group"]?["name"]).ToHashSet());
        var service = await world.AsService();
        Assert.Equal("AUTH_NOT_AUTHORIZED", (string?)(await service.AskAsync(Rename, new { id }))["errors"]![0]!["extensions"]!["code"]);
        using var queued = await service.PostAsync(
            Rename.Replace("($id: UUID!)", "($id: UUID!) @queued", StringComparison.Ordinal), new { id });
        var job = JsonNode.Parse(await queued.Content.ReadAsStringAsync())!["extensions"]!["job"]!;
        Assert.Equal("SUCCEEDED", (string?)(await WaitForJobAsync(service, (string)job["id"]!))["state"]);
        var renamed = await alice.DataAsync("query($id: UUID!) { documentById(id: $id) { title } }", new { id });
        Assert.Equal("By the service", (string?)renamed["documentById"]!["title"]);
    }

    [Fact]
    public async Task A_file_goes_up_and_comes_back_byte_for_byte()
    {
        var alice = await world.As("alice");
        var document = Guid.NewGuid();
        await alice.DataAsync(Create, new { input = new { id = document, title = "With a file", status = "DRAFT" } });
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        "%PDF-1.7\n"u8.CopyTo(bytes);
        using var answer = await alice.UploadAsync(
            new ByteArrayContent(bytes), "report.pdf", Upload, new JsonObject { ["documentId"] = document.ToString() });
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var file = json["data"]?["uploadFile"]?["file"] ?? throw new InvalidOperationException(json.ToJsonString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), (string?)file["sha256"]);
        var id = (string)file["id"]!;
        await WaitForStateAsync(alice, id, "STORED");
        var url = (string)file["url"]!;
        using var whole = await alice.SendAsync(HttpMethod.Get, url);
        Assert.Equal("application/pdf", whole.Content.Headers.ContentType!.MediaType);
        Assert.Equal(bytes, await whole.Content.ReadAsByteArrayAsync());
        using var part = await alice.SendAsync(HttpMethod.Get, url, change: r => r.Headers.Range = new(100, 199));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[100..200], await part.Content.ReadAsByteArrayAsync());
        using var bobs = await (await world.As("bob")).SendAsync(HttpMethod.Get, url);
        Assert.Equal(HttpStatusCode.NotFound, bobs.StatusCode);
        const string Events = "query($id: UUID!) { documentById(id: $id) { documentEvents(first: 50) { nodes { kind } } } }";
        var events = (await alice.DataAsync(Events, new { id = document }))["documentById"]!;
        Assert.Single(events["documentEvents"]!["nodes"]!.AsArray(), e => (string?)e!["kind"] == "file_stored");
    }

    [Fact]
    public async Task A_live_query_tells_each_change_of_any_origin()
    {
        var alice = await world.As("alice");
        var id = Guid.NewGuid();
        await alice.DataAsync(Create, new { input = new { id, title = "one", status = "DRAFT" } });
        await using var live = await LiveClient.ConnectAsync(world.Address, alice.Token);
        Assert.Equal("connection_ack", (string?)(await live.NextAsync())!["type"]);
        await live.SubscribeAsync(
            "1", "subscription($id: UUID!) { documents(where: { id: { eq: $id } }) { nodes { title } } }",
            new JsonObject { ["id"] = id.ToString() });
        Assert.Equal("one", await TitleAsync(live));
        await alice.DataAsync(
            "mutation($id: UUID!) { updateDocument(input: { id: $id, title: \"two\" }) { document { id } } }", new { id });
        Assert.Equal("two", await TitleAsync(live));
        await world.Database.ExecuteAsync($"update public.documents set title = 'three' where id = '{id}'");
        Assert.Equal("three", await TitleAsync(live));
        using var queued = await alice.PostAsync(
            "mutation($id: UUID!) @queued { updateDocument(input: { id: $id, title: \"four\" }) { document { id } } }", new { id });
        Assert.Equal(HttpStatusCode.Accepted, queued.StatusCode);
        Assert.Equal("four", await TitleAsync(live));
    }

    [Fact]
    public async Task A_repeated_query_is_a_hit_until_anybody_writes()
    {
        var alice = await world.As("alice");
        var id = Guid.NewGuid();
        await alice.DataAsync(Create, new { input = new { id, title = "cached", status = "DRAFT" } });
        const string Query = "query($id: UUID!) { documentById(id: $id) { title } }";
        await HitsAsync(alice, Query, id);
        await alice.DataAsync(
            "mutation($id: UUID!) { updateDocument(input: { id: $id, title: \"own\" }) { document { id } } }", new { id });
        Assert.Equal("own", (string?)(await alice.DataAsync(Query, new { id }))["documentById"]!["title"]);
        await HitsAsync(alice, Query, id);
        await world.Database.ExecuteAsync($"update public.documents set title = 'other' where id = '{id}'");
        var end = DateTime.UtcNow.AddSeconds(2);
        while ((string?)(await alice.DataAsync(Query, new { id }))["documentById"]!["title"] != "other")
        {
            Assert.True(DateTime.UtcNow < end, "a write of another origin is not seen");
            await Task.Delay(20);
        }
    }

    protected static async Task<JsonNode> WaitForJobAsync(JimClient client, string id)
    {
        var end = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var job = (await client.DataAsync("query($id: UUID!) { jobById(id: $id) { state result error } }", new { id }))["jobById"]!;
            if ((string?)job["state"] is "SUCCEEDED" or "FAILED" or "DEAD")
            {
                return job;
            }

            Assert.True(DateTime.UtcNow < end, $"the job is still {job["state"]}");
            await Task.Delay(50);
        }
    }

    protected static async Task WaitForStateAsync(JimClient client, string id, string state)
    {
        var end = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var file = (await client.DataAsync("query($id: UUID!) { fileById(id: $id) { state } }", new { id }))["fileById"]!;
            if ((string?)file["state"] == state)
            {
                return;
            }

            Assert.True(DateTime.UtcNow < end, $"the file is still {file["state"]}");
            await Task.Delay(50);
        }
    }

    private static async Task HitsAsync(JimClient client, string query, Guid id)
    {
        var end = DateTime.UtcNow.AddSeconds(5);
        while (true)
        {
            using var response = await client.PostAsync(query, new { id });
            if (response.Headers.TryGetValues("Cache-Status", out var status) && status.Single() == "jim; hit")
            {
                return;
            }

            Assert.True(DateTime.UtcNow < end, "a repeated query never hits");
            await Task.Delay(20);
        }
    }

    private static async Task<string?> TitleAsync(LiveClient live)
    {
        var message = await live.UntilAsync(m => (string?)m["type"] is "next" or "error" or "complete");
        return (string?)(message["payload"]?["data"]?["documents"]?["nodes"]?[0]?["title"]
            ?? throw new InvalidOperationException(message.ToJsonString()));
    }
}

public sealed class EmbeddedStory(EmbeddedWorld world) : StoryTests<EmbeddedWorld>(world);

/// <summary>Told where workers run all mutations.</summary>
public sealed class QueuedStory(QueuedWorld world) : StoryTests<QueuedWorld>(world);

[Collection(RealWorld.Broker)]
public sealed class QueuedRealStory(QueuedRealWorld world) : StoryTests<QueuedRealWorld>(world)
{
    /// <summary>The gateway has what the worker wrote for it in its cache's stead, the moment it answers.</summary>
    [Fact]
    public async Task Own_writes_are_never_missed()
    {
        var alice = await World.As("alice");
        var id = Guid.NewGuid();
        await alice.DataAsync("mutation($id: UUID!) { createDocument(input: { id: $id, title: \"0\" }) { document { id } } }", new { id });
        for (var n = 1; n <= 100; n++)
        {
            var title = n.ToString(CultureInfo.InvariantCulture);
            await alice.DataAsync(
                "mutation($id: UUID!, $title: String) { updateDocument(input: { id: $id, title: $title }) { document { id } } }",
                new { id, title });
            const string Read = "query($id: UUID!) { documentById(id: $id) { title } }";
            for (var reads = 0; reads < 2; reads++)
            {
                Assert.Equal(title, (string?)(await alice.DataAsync(Read, new { id }))["documentById"]!["title"]);
            }
        }
    }
}

[Collection(RealWorld.Broker)]
public sealed class RealStory(RealWorld world) : StoryTests<RealWorld>(world);
