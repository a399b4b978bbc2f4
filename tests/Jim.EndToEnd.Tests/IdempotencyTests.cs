using System.Net;
using System.Net.Http.Json;

namespace Jim.EndToEnd.Tests;

/// <summary>Mutations that are sent again under their <c>Idempotency-Key</c>, as a client does on a network that loses answers.</summary>
public abstract class IdempotencyTests<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : JimWorld
{
    private const string Create =
        "mutation($title: String!) { createDocument(input: { title: $title }) { document { id title } errors { ... on Error { code } } } }";

    [Fact]
    public async Task The_same_request_gives_the_same_answer_and_one_row()
    {
        var (alice, title, key) = (await world.As("alice"), $"Once {Guid.NewGuid()}", NewKey());
        var (first, second) = (await SendAsync(alice, key, Create, title), await SendAsync(alice, $"\"{key}\"", Create, title));

        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Equal(first.Answer["data"]!.ToJsonString(), second.Answer["data"]!.ToJsonString());
        Assert.Equal((false, true), (first.IsReplayed, second.IsReplayed));
        Assert.Equal(1L, await CountAsync(title));
        Assert.NotNull(second.Answer["extensions"]!["cursor"]);
    }

    [Fact]
    public async Task The_key_may_stand_in_the_extensions()
    {
        var (alice, title, extensions) = (await world.As("alice"), $"Extended {Guid.NewGuid()}", new { idempotencyKey = NewKey() });
        var first = await alice.AskAsync(Create, new { title }, extensions);
        Assert.Equal(first["data"]!.ToJsonString(), (await alice.AskAsync(Create, new { title }, extensions))["data"]!.ToJsonString());
        Assert.Equal(1L, await CountAsync(title));
    }

    [Fact]
    public async Task Of_ten_at_once_one_has_an_effect_and_all_have_its_answer()
    {
        var (alice, title, key) = (await world.As("alice"), $"Together {Guid.NewGuid()}", NewKey());
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendUntilTakenAsync(alice, key, Create, title)));

        Assert.All(answers, a => Assert.True(a.Answer["data"] is not null, a.Answer.ToJsonString()));
        Assert.Single(answers.Select(a => a.Answer["data"]!.ToJsonString()).Distinct());
        Assert.Equal(9, answers.Count(a => a.IsReplayed));
        Assert.Equal(1L, await CountAsync(title));
    }

    [Fact]
    public async Task A_secret_that_is_answered_once_is_answered_to_whoever_repeats_the_request()
    {
        var (carol, key, url) = (await world.As("carol"), NewKey(), $"http://127.0.0.1:9/{Guid.NewGuid()}");
        const string Hook =
            "mutation($title: String!) { createWebhook(input: { url: $title, tables: [\"no.*\"] }) { webhook { id } secret } }";
        var (first, second) = (await SendAsync(carol, key, Hook, url), await SendAsync(carol, key, Hook, url));
        Assert.StartsWith("whsec_", (string?)first.Answer["data"]!["createWebhook"]!["secret"], StringComparison.Ordinal);
        Assert.Equal(first.Answer["data"]!.ToJsonString(), second.Answer["data"]!.ToJsonString());
        Assert.Equal(1L, await world.Database.ScalarAsync<long>($"select count(*) from jim.webhooks where url = '{url}'"));
    }

    [Theory]
    [InlineData(Create)]
    [InlineData("mutation($title: String!) { other: createDocument(input: { title: $title }) { document { id } } }")]
    [InlineData("mutation($title: String!) @transaction { createDocument(input: { title: $title }) { document { id } } }")]
    [InlineData("mutation($title: String!) @queued { createDocument(input: { title: $title }) { document { id } } }")]
    public async Task Another_request_under_the_key_is_a_conflict_and_runs_nothing(string other)
    {
        var (alice, title, key) = (await world.As("alice"), $"Mine {Guid.NewGuid()}", NewKey());
        await SendAsync(alice, key, Create, title);
        var refused = await SendAsync(alice, key, other, $"{title} no more");

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("JIM_IDEMPOTENCY_MISMATCH", Code(refused.Answer));
        Assert.Equal(0L, await CountAsync($"{title} no more"));
    }

    [Fact]
    public async Task Keys_belong_to_users()
    {
        var (title, key) = ($"Shared {Guid.NewGuid()}", NewKey());
        await SendAsync(await world.As("alice"), key, Create, title);
        Assert.False((await SendAsync(await world.As("bob"), key, Create, title)).IsReplayed);
        Assert.Equal(2L, await CountAsync(title));
    }

    [Fact]
    public async Task Who_has_no_token_can_send_no_key()
    {
        await world.Database.ExecuteAsync(
            "create table guestbook (id int generated always as identity primary key, line text); "
            + "grant select, insert on guestbook to jim_anonymous");
        const string Write = "mutation($title: String!) { createGuestbook(input: { line: $title }) { errors { __typename } } }";
        var answer = await Eventually.Gives(
            async () => (await SendAsync(world.Anonymous(), NewKey(), Write, "A guest")).Answer, a => Code(a) == "JIM_IDEMPOTENCY_KEY");
        Assert.Equal("JIM_IDEMPOTENCY_KEY", Code(answer) ?? answer.ToJsonString());
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from guestbook"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("long")]
    public async Task A_key_that_cannot_be_used_is_refused(string key)
    {
        key = key == "long" ? new string('k', 256) : key;
        var title = $"Refused {Guid.NewGuid()}";
        Assert.Equal("JIM_IDEMPOTENCY_KEY", Code((await SendAsync(await world.As("alice"), key, Create, title)).Answer));
        Assert.Equal(0L, await CountAsync(title));
    }

    [Fact]
    public async Task What_was_refused_left_nothing_and_runs_again()
    {
        var (alice, title, key) = (await world.As("alice"), new string('t', 500), NewKey());
        const string Update = "mutation($id: UUID!, $title: String!) { updateDocument(input: { id: $id, title: $title }) "
            + "{ document { title } errors { ... on Error { code } } } }";
        var id = Guid.NewGuid();
        var refused = await SendAsync(alice, key, Update, new { id, title });
        Assert.NotNull(refused.Answer["data"]!["updateDocument"]!["errors"]);
        await alice.DataAsync(
            "mutation($id: UUID!) { createDocument(input: { id: $id, title: \"there\" }) { document { id } } }", new { id });

        var kept = await SendAsync(alice, key, Update, new { id, title });
        Assert.Equal(title, (string?)kept.Answer["data"]!["updateDocument"]!["document"]!["title"]);
        Assert.False(kept.IsReplayed);
    }

    [Fact]
    public async Task Each_root_field_and_each_transaction_has_its_effect_once()
    {
        var alice = await world.As("alice");
        foreach (var directive in (string[])["", "@transaction"])
        {
            var (title, key) = ($"Two {Guid.NewGuid()}", NewKey());
            var both = $$"""
                mutation($title: String!) {{directive}} {
                  a: createDocument(input: { title: $title }) { document { id } }
                  b: createDocument(input: { title: $title }) { document { id } }
                }
                """;
            var (first, second) = (await SendAsync(alice, key, both, title), await SendAsync(alice, key, both, title));
            Assert.Equal(first.Answer["data"]!.ToJsonString(), second.Answer["data"]!.ToJsonString());
            Assert.Equal(2L, await CountAsync(title));
        }
    }

    [Fact]
    public async Task A_queued_mutation_is_one_job()
    {
        var (alice, title, key) = (await world.As("alice"), $"Queued {Guid.NewGuid()}", NewKey());
        const string Queued = "mutation($title: String!) @queued { createDocument(input: { title: $title }) { document { id } } }";
        var (first, second) = (await SendAsync(alice, key, Queued, title), await SendAsync(alice, key, Queued, title));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.Status, second.Status));
        Assert.Equal((string?)first.Answer["extensions"]!["job"]!["id"], (string?)second.Answer["extensions"]!["job"]!["id"]);
        await Eventually.Holds(async () => await CountAsync(title) == 1);
        Assert.Equal(1L, await world.Database.ScalarAsync<long>($"select count(*) from jim.jobs where payload::text like '%{title}%'"));
    }

    [Fact]
    public async Task An_upload_is_one_file_and_other_bytes_are_a_conflict()
    {
        var (alice, key) = (await world.As("alice"), NewKey());
        var (first, second) = (await UploadAsync(alice, key, "the bytes"), await UploadAsync(alice, key, "the bytes"));
        Assert.Equal(first.Answer["data"]!.ToJsonString(), second.Answer["data"]!.ToJsonString());
        var id = (string?)first.Answer["data"]!["uploadFile"]!["file"]!["id"];
        Assert.Equal(1L, await world.Database.ScalarAsync<long>($"select count(*) from jim.file_versions where file_id = '{id}'"));

        var files = await world.Database.ScalarAsync<long>("select count(*) from jim.files");
        Assert.Equal(HttpStatusCode.Conflict, (await UploadAsync(alice, key, "other bytes")).Status);
        Assert.Equal(files, await world.Database.ScalarAsync<long>("select count(*) from jim.files"));
    }

    [Fact]
    public async Task An_answer_that_is_too_large_to_be_kept_is_refused_and_nothing_is_written()
    {
        var (alice, title, key) = (await world.As("alice"), $"Large {Guid.NewGuid()}", NewKey());
        const string Large = "mutation($title: String!, $meta: Any) "
            + "{ createDocument(input: { title: $title, meta: $meta }) { document { meta } } }";
        var refused = await SendAsync(alice, key, Large, new { title, meta = new { text = new string('x', 300_000) } });
        Assert.Equal("JIM_IDEMPOTENCY_KEY", Code(refused.Answer));
        Assert.Equal(0L, await CountAsync(title));
        Assert.False((await SendAsync(alice, key, Create, title)).IsReplayed);
    }

    [Fact]
    public async Task After_a_day_the_key_is_free()
    {
        var (alice, title, key) = (await world.As("alice"), $"Old {Guid.NewGuid()}", NewKey());
        await SendAsync(alice, key, Create, title);
        await world.Database.ExecuteAsync($"update jim.idempotency set at = now() - interval '25 hours' where key = '{key}'");
        Assert.False((await SendAsync(alice, key, Create, $"{title} new")).IsReplayed);
        Assert.Equal(1L, await CountAsync($"{title} new"));
    }

    private static string NewKey() => Guid.NewGuid().ToString();

    private static string? Code(JsonNode answer) => (string?)answer["errors"]?[0]!["extensions"]!["code"];

    private Task<long> CountAsync(string title) =>
        world.Database.ScalarAsync<long>($"select count(*) from documents where title = '{title}'");

    private static Task<Reply> SendAsync(JimClient client, string key, string query, string title) =>
        SendAsync(client, key, query, new { title });

    private static Task<Reply> SendAsync(JimClient client, string key, string query, object variables) =>
        SendAsync(client, key, JsonContent.Create(new { query, variables }));

    /// <summary>Sends it again where the server was too busy, as clients do.</summary>
    private static Task<Reply> SendUntilTakenAsync(JimClient client, string key, string query, string title) => Eventually.Gives(
        () => SendAsync(client, key, query, title), reply => reply.Answer["data"] is not null);

    private static async Task<Reply> SendAsync(JimClient client, string key, HttpContent content)
    {
        using var response = await client.SendAsync(HttpMethod.Post, "/graphql", content, request =>
        {
            request.Headers.TryAddWithoutValidation("Accept", "application/graphql-response+json");
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            request.Headers.TryAddWithoutValidation("GraphQL-Preflight", "1");
        });
        return new Reply(
            response.StatusCode, response.Headers.Contains("Idempotent-Replayed"),
            JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private static Task<Reply> UploadAsync(JimClient client, string key, string bytes)
    {
        const string Operations = """
            { "query": "mutation($file: Upload!) { uploadFile(input: { file: $file }) { file { id name } errors { __typename } } }",
              "variables": { "file": null } }
            """;
        return SendAsync(client, key, new MultipartFormDataContent
        {
            { new StringContent(Operations), "operations" },
            { new StringContent("""{ "0": ["variables.file"] }"""), "map" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(bytes)), "0", "kept.txt" },
        });
    }

    private sealed record Reply(HttpStatusCode Status, bool IsReplayed, JsonNode Answer);
}

/// <summary>Where each is run as it comes.</summary>
public sealed class IdempotencyTests(EmbeddedWorld world) : IdempotencyTests<EmbeddedWorld>(world);

/// <summary>Where workers run all mutations.</summary>
public sealed class QueuedIdempotencyTests(QueuedWorld world) : IdempotencyTests<QueuedWorld>(world);
