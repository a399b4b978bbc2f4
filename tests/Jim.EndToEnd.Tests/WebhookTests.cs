namespace Jim.EndToEnd.Tests;

/// <summary>
/// Webhooks from the mutation that makes one to the receiver, which verifies with npm <c>standardwebhooks</c>, unmodified.
/// </summary>
public sealed class WebhookTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Create = """
        mutation($input: CreateWebhookInput!) {
          createWebhook(input: $input) { webhook { id url tables ops enabled version } secret errors { ... on Error { message code } } }
        }
        """;

    private const string Dead = """
        { jobs(where: { kind: { eq: "webhook.deliver" }, state: { eq: DEAD } }) { nodes { id attempt error } } }
        """;

    private const string Replay = """
        mutation($id: UUID!) { replayJob(input: { id: $id }) { job { id state } errors { ... on Error { code } } } }
        """;

    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_change_is_sent_signed_to_who_asks_for_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var carol = await world.As("carol");
        var (id, secret) = await CreateAsync(
            carol, new { url = receiver.Url, tables = new[] { "public.documents" }, ops = new[] { "INSERT", "DELETE" } });
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);

        var document = await DocumentAsync("first");
        await world.Database.ExecuteAsync($"update public.documents set title = 'second' where id = '{document}'");
        await world.Database.ExecuteAsync($"delete from public.documents where id = '{document}'");
        await Eventually.Holds(() => receiver.Received.Count(m => m.Key == $"{document}") >= 2, Recovery);
        var told = receiver.Received.Where(m => m.Key == $"{document}").ToList();
        Assert.Equal(["public.documents.delete", "public.documents.insert"], told.Select(m => m.Type).Order());
        Assert.All(told, m => Assert.Equal(m.Id, (string?)m.Json["data"]!["id"]));
        Assert.All(told, m => Assert.DoesNotContain("first", m.Body, StringComparison.Ordinal));
        Assert.Equal(JimWorld.Alice, (string?)told.Single(m => m.Type.EndsWith("insert", StringComparison.Ordinal)).Json["data"]!["actor"]);
        await ClientLibraries.RunNodeAsync(
            world, ["webhook.verify.mjs"], ("SECRET", secret), ("ID", told[0].Id), ("TIMESTAMP", told[0].Timestamp),
            ("SIGNATURE", told[0].Signature), ("BODY", told[0].Body));
        await DeleteAsync(carol, id);
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_only_administrators_see_webhooks()
    {
        var carol = await world.As("carol");
        var (id, _) = await CreateAsync(carol, new { url = "http://127.0.0.1:9/", tables = new[] { "nothing.*" } });
        var listed = await carol.DataAsync("{ webhooks { nodes { id url tables ops enabled } } }");
        Assert.Contains(id, listed["webhooks"]!["nodes"]!.AsArray().Select(n => (string?)n!["id"]));
        Assert.NotNull((await carol.AskAsync("{ webhooks { nodes { secret } } }"))["errors"]);
        var alice = await world.As("alice");
        Assert.NotNull((await alice.AskAsync("{ webhooks { nodes { id } } }"))["errors"]);
        Assert.NotNull((await alice.AskAsync(Create, new { input = new { url = "http://127.0.0.1:9/" } }))["errors"]);
        Assert.NotNull((await alice.AskAsync(Replay, new { id }))["errors"]);

        const string Update =
            "mutation($id: UUID!) { updateWebhook(input: { id: $id, ops: [TRUNCATE], enabled: false }) { webhook { ops enabled version } } }";
        var updated = (await carol.DataAsync(Update, new { id }))["updateWebhook"]!["webhook"]!;
        Assert.Equal("TRUNCATE False 2", $"{updated["ops"]![0]} {(bool)updated["enabled"]!} {updated["version"]}");
        await DeleteAsync(carol, id);
    }

    [Theory]
    [InlineData("ftp://example.com/", "public.documents")]
    [InlineData("https://user@example.com/", "public.documents")]
    [InlineData("https://example.com/", "documents")]
    public async Task What_cannot_work_is_an_error_of_the_payload(string url, string table)
    {
        var carol = await world.As("carol");
        var answer = (await carol.DataAsync(Create, new { input = new { url, tables = new[] { table } } }))["createWebhook"]!;
        Assert.Equal("JIM_WEBHOOK", (string?)answer["errors"]![0]!["code"]);
        Assert.Null(answer["webhook"]);
        Assert.Null(answer["secret"]);
    }

    [Fact]
    public async Task A_webhook_is_made_together_with_other_fields_or_not_at_all()
    {
        var carol = await world.As("carol");
        const string Both = """
            mutation($url: String!, $id: UUID!) @transaction {
              createWebhook(input: { url: $url, tables: ["nothing.*"] }) { webhook { id } secret errors { ... on Error { code } } }
              createDocument(input: { id: $id, title: "beside it", status: DRAFT }) { document { id } errors { ... on Error { code } } }
            }
            """;
        var id = Guid.NewGuid();
        var made = await carol.DataAsync(Both, new { url = "http://127.0.0.1:9/both", id });
        Assert.StartsWith("whsec_", (string)made["createWebhook"]!["secret"]!, StringComparison.Ordinal);
        await carol.AskAsync(Both, new { url = "http://127.0.0.1:9/again", id }); // the document is there
        Assert.Equal(1, await CountAsync("http://127.0.0.1:9/both"));
        Assert.Equal(0, await CountAsync("http://127.0.0.1:9/again"));
        using var queued = await carol.PostAsync(
            "mutation @queued { createWebhook(input: { url: \"http://127.0.0.1:9/\" }) { secret } }");
        var refused = await queued.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("JIM_NOT_QUEUEABLE", refused, StringComparison.Ordinal);

        Task<long> CountAsync(string url) => world.Database.ScalarAsync<long>($"select count(*) from jim.webhooks where url = '{url}'");
    }

    [Fact]
    public async Task What_fails_is_tried_again_under_its_id_until_it_is_taken()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerAsync = (number, _) => Task.FromResult(number < 3 ? 500 : 200);
        var carol = await world.As("carol");
        var (id, _) = await CreateAsync(carol, new { url = receiver.Url, tables = new[] { "public.documents" }, ops = new[] { "INSERT" } });
        var document = await DocumentAsync("tried again");
        await Eventually.Holds(() => Attempts() == 3, Recovery);
        await Eventually.Holds(() => world.Database.ScalarAsync<bool>(
            $"select bool_and(state = 'succeeded' and attempt = 3) from jim.jobs where payload ->> 'webhookId' = '{id}'"));
        Assert.Single(receiver.Received.Select(m => m.Id).Distinct());
        Assert.Equal(3, receiver.Received.Select(m => m.Signature).Distinct().Count());
        await DeleteAsync(carol, id);

        int Attempts() => receiver.Received.Count(m => m.Key == $"{document}");
    }

    [Fact]
    public async Task What_was_given_up_is_listed_and_replayed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerAsync = (_, _) => Task.FromResult(500);
        var carol = await world.As("carol");
        var (id, _) = await CreateAsync(carol, new { url = receiver.Url, tables = new[] { "public.documents" }, ops = new[] { "INSERT" } });
        await DocumentAsync("given up");
        await Eventually.Holds(() => receiver.Received.Count > 0, Recovery);
        await world.Database.ExecuteAsync($"update jim.jobs set attempts_max = 1 where payload ->> 'webhookId' = '{id}'");
        JsonNode? dead = null;
        await Eventually.Holds(
            async () => (dead = (await carol.DataAsync(Dead))["jobs"]!["nodes"]!.AsArray()
                .FirstOrDefault(n => (string?)n!["error"]!["extensions"]!["webhookId"] == id)) is not null,
            Recovery);
        Assert.Equal("JIM_WEBHOOK_FAILED", (string?)dead!["error"]!["code"]);
        Assert.Equal(500, (int?)dead["error"]!["extensions"]!["status"]);

        receiver.AnswerAsync = (_, _) => Task.FromResult(204);
        var before = receiver.Received.Count;
        var job = (string)dead["id"]!;
        var replayed = (string?)(await carol.DataAsync(Replay, new { id = job }))["replayJob"]!["job"]!["state"];
        Assert.True(replayed is "QUEUED" or "RUNNING" or "SUCCEEDED", replayed); // a worker may have it already
        await Eventually.Holds(() => receiver.Received.Count > before, Recovery);
        Assert.Single(receiver.Received.Select(m => m.Id).Distinct());
        await Eventually.Holds(
            () => world.Database.ScalarAsync<bool>($"select state = 'succeeded' from jim.jobs where id = '{job}'"), Recovery);
        var again = (await carol.DataAsync(Replay, new { id = job }))["replayJob"]!;
        Assert.Equal("JIM_JOB_NOT_DEAD", (string?)again["errors"]![0]!["code"]);
        await DeleteAsync(carol, id);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_for_good_is_switched_off()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerAsync = (_, _) => Task.FromResult(410);
        var carol = await world.As("carol");
        var (id, _) = await CreateAsync(carol, new { url = receiver.Url, tables = new[] { "public.documents" } });
        await DocumentAsync("gone");
        await Eventually.Holds(() => world.Database.ScalarAsync<bool>($"select not enabled from jim.webhooks where id = '{id}'"), Recovery);
        await DeleteAsync(carol, id);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_holds_up_nobody_else()
    {
        await using var slow = await WebhookReceiver.StartAsync();
        await using var other = await WebhookReceiver.StartAsync();
        var release = new TaskCompletionSource();
        slow.AnswerAsync = async (_, left) =>
        {
            await release.Task.WaitAsync(left);
            return 204;
        };
        var carol = await world.As("carol");
        await world.Database.ExecuteAsync("create table public.slow (id int primary key); create table public.quick (id int primary key)");
        await world.Database.AwaitTrackedAsync("public.slow", "public.quick");
        var (id, _) = await CreateAsync(carol, new { url = slow.Url, tables = new[] { "public.slow" }, ops = new[] { "INSERT" } });
        var (second, _) = await CreateAsync(carol, new { url = other.Url, tables = new[] { "public.quick" }, ops = new[] { "INSERT" } });

        // More than a worker has places.
        await world.Database.ExecuteAsync("insert into public.slow select generate_series(1, 60)");
        await Eventually.Holds(() => slow.Received.Count >= 4, Recovery);
        await world.Database.ExecuteAsync("insert into public.quick select generate_series(1, 20)");
        await Eventually.Holds(() => other.Received.Count == 20, Recovery);
        release.SetResult();
        await Eventually.Holds(
            () => Task.FromResult(slow.Received.Select(m => m.Key).Distinct().Count() == 60), Recovery);
        Assert.InRange(slow.Most, 1, 4);
        await DeleteAsync(carol, id);
        await DeleteAsync(carol, second);
    }

    private static async Task<(string Id, string Secret)> CreateAsync(JimClient administrator, object input)
    {
        var made = (await administrator.DataAsync(Create, new { input }))["createWebhook"]!;
        Assert.True(made["errors"] is null, made.ToJsonString());
        return ((string)made["webhook"]!["id"]!, (string)made["secret"]!);
    }

    private static Task<JsonNode> DeleteAsync(JimClient administrator, string id) =>
        administrator.DataAsync("mutation($id: UUID!) { deleteWebhook(input: { id: $id }) { webhook { id } } }", new { id });

    private async Task<Guid> DocumentAsync(string title)
    {
        var id = Guid.NewGuid();
        await (await world.As("alice")).DataAsync(
            "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } } }",
            new { input = new { id, title, status = "DRAFT" } });
        return id;
    }
}
