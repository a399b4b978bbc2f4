using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// <c>JIM_MUTATIONS=queued</c>: workers run all mutations, and a client notices nothing of it but the time. What the story and the tests of
/// <c>Idempotency-Key</c> tell in both forms is not told here again.
/// </summary>
public sealed class QueuedMutationTests(QueuedWorld world) : IClassFixture<QueuedWorld>
{
    private const string Step = "mutation($n: Int!) { createStep(input: { n: $n }) { step { n } } }";

    /// <summary>With <c>$id</c> of a document that is there, and <c>$none</c> of none.</summary>
    private static readonly string[] mutations =
    [
        "mutation($id: UUID!) { updateDocument(input: { id: $id, title: \"seen\" }) { document { title } errors { __typename } } }",
        "mutation($id: UUID!) { __typename a: updateDocument(input: { id: $id, meta: { a: -0.0 } }) { document { meta } } }",
        "mutation($none: UUID!) { updateDocument(input: { id: $none, title: \"x\" }) { errors { __typename ... on Error { code } } } }",
        "mutation($none: UUID!) { updateDocument(input: { id: $none, title: \"x\" }) { document { id } } }",
        "mutation($id: UUID!, $none: UUID!) { a: updateDocument(input: { id: $id, title: \"a\" }) { document { title } } "
            + "b: updateDocument(input: { id: $none, title: \"b\" }) { document { title } errors { __typename } } "
            + "c: updateDocument(input: { id: $id, title: \"c\" }) { document { title } } }",
        "mutation($id: UUID!, $none: UUID!) @transaction { a: updateDocument(input: { id: $id, title: \"t\" }) { document { title } } "
            + "b: updateDocument(input: { id: $none, title: \"b\" }) { document { title } errors { ... on Error { code } } } }",
        "mutation { createDocument(input: { title: \"no\", ownerId: \"22222222-2222-4222-8222-222222222222\" }) { document { id } } }",
        "mutation($id: UUID!) { updateDocument(input: { id: $id, ifVersion: 999 }) { errors { ... on Error { code message } } } }",
        "mutation { nothing }",
    ];

    [Fact]
    public async Task Each_is_answered_as_a_direct_one_is()
    {
        await using var direct = await JimProcess.RunAsync(world.EnvironmentWith(
            ("JIM_MUTATIONS", "direct"), ("JIM_PROCESS", "gateway"), ("JIM_PUBLIC_URL", world.Address.AbsoluteUri),
            ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"))));
        var alice = await world.As("alice");
        foreach (var mutation in mutations)
        {
            var variables = new { id = await DocumentAsync(alice), none = Guid.NewGuid() };
            var queued = await AnswerAsync(alice, mutation, variables);
            Assert.Equal(await AnswerAsync(new JimClient(direct.Address, alice.Token), mutation, variables), queued);
        }
    }

    [Fact]
    public async Task Those_of_one_user_run_in_the_order_in_which_they_came()
    {
        await world.Database.ExecuteAsync("""
            create table steps (id bigint generated always as identity primary key, by uuid default jim.user_id(), n int not null);
            grant select, insert on steps to jim_user;
            """);
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        await Eventually.Holds(async () => (await alice.AskAsync("{ steps { totalCount } }"))["errors"] is null);
        await Task.WhenAll(SendAllAsync(alice), SendAllAsync(bob));
        await Eventually.Holds(async () => await world.Database.ScalarAsync<long>("select count(*) from steps") == 120);
        Assert.Equal(
            2L, await world.Database.ScalarAsync<long>(
                "select count(*) from (select array_agg(n order by id) = array_agg(n order by n) as ok from steps group by by) s where ok"));

        static async Task SendAllAsync(JimClient client)
        {
            for (var n = 0; n < 60; n++)
            {
                using var answer = await SendAsync(client, Step, new { n }, wait: "0");
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            }
        }
    }

    [Fact]
    public async Task One_that_takes_longer_than_the_wait_is_answered_with_its_job_which_has_the_answer_later()
    {
        var alice = await world.As("alice");
        var id = await DocumentAsync(alice);
        const string Rename = "mutation($id: UUID!) { updateDocument(input: { id: $id, title: \"late\" }) { document { title } } }";
        string? job;
        await using (var held = await HeldTable.LockAsync(world.Database, "public.documents"))
        {
            using var answer = await SendAsync(alice, Rename, new { id }, wait: "1");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            var accepted = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal("QUEUED", (string?)accepted["extensions"]!["job"]!["state"]);
            job = (string?)accepted["extensions"]!["job"]!["id"];
            await held.ReleaseAsync();
        }

        var ended = await Eventually.Gives(
            async () => (await alice.DataAsync("query($job: UUID!) { jobById(id: $job) { state kind result } }", new { job }))["jobById"]!,
            j => (string?)j["state"] == "SUCCEEDED");
        Assert.Equal("late", (string?)ended["result"]!["data"]!["updateDocument"]!["document"]!["title"]);
        Assert.Equal("mutation.ordered", (string?)ended["kind"]);
    }

    [Fact]
    public async Task So_many_of_one_user_wait_and_no_more()
    {
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        const string Make = "mutation { createDocument(input: { title: \"one of many\" }) { document { id } } }";
        await using (var held = await HeldTable.LockAsync(world.Database, "public.documents"))
        {
            for (var i = 0; i < 100; i++)
            {
                using var taken = await SendAsync(alice, Make, new { }, wait: "0");
                Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
            }

            using var refused = await SendAsync(alice, Make, new { }, wait: "0");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
            Assert.Contains("JIM_OVERLOADED", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var others = await SendAsync(bob, Make, new { }, wait: "0");
            Assert.Equal(HttpStatusCode.Accepted, others.StatusCode);
            await held.ReleaseAsync();
        }

        await Eventually.Holds(async () =>
            await world.Database.ScalarAsync<long>("select count(*) from documents where title = 'one of many'") == 101);
    }

    [Fact]
    public async Task A_wait_that_is_no_number_is_refused()
    {
        using var answer = await SendAsync(await world.As("alice"), "mutation { __typename }", new { }, wait: "soon");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("JIM_WAIT", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_no_token_stays_nobody_and_has_an_order_too()
    {
        await world.Database.ExecuteAsync("""
            create table guests (id bigint generated always as identity primary key, role text default current_setting('role'), n int);
            grant select, insert on guests to jim_anonymous;
            """);
        const string Sign = "mutation($n: Int!) { createGuest(input: { n: $n }) { guest { role n } errors { __typename } } }";
        var signed = await Eventually.Gives(() => world.Anonymous().AskAsync(Sign, new { n = 0 }), a => a["errors"] is null);
        Assert.Equal("jim_anonymous", (string?)signed["data"]!["createGuest"]!["guest"]!["role"]);
        for (var n = 1; n <= 30; n++)
        {
            using var answer = await SendAsync(world.Anonymous(), Sign, new { n }, wait: "0");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        await Eventually.Holds(async () => await world.Database.ScalarAsync<long>("select count(*) from guests") == 31);
        Assert.True(await world.Database.ScalarAsync<bool>("select array_agg(n order by id) = array_agg(n order by n) from guests"));
        Assert.Equal(
            31L, await world.Database.ScalarAsync<long>(
                "select count(*) from jim.jobs where lane = 'address 127.0.0.1' and owner_id is null"));
    }

    [Fact]
    public async Task What_answers_a_secret_runs_at_once_and_leaves_it_in_no_row()
    {
        var carol = await world.As("carol");
        var made = await carol.DataAsync("mutation { createWebhook(input: { url: \"https://example.com/hook\" }) { secret } }");
        var secret = (string)made["createWebhook"]!["secret"]!;
        Assert.Equal(
            0L, await world.Database.ScalarAsync<long>(
                $"select count(*) from jim.jobs j where j::text like '%{secret}%' or payload::text like '%createWebhook%'"));
    }

    [Fact]
    public async Task Of_several_fields_each_happens_once_though_the_worker_is_killed_between_them()
    {
        await world.Database.ExecuteAsync("""
            create table firsts (id bigint generated always as identity primary key, n int);
            create table seconds (id bigint generated always as identity primary key, n int);
            grant select, insert on firsts, seconds to jim_user;
            """);
        const string Both = "mutation { createFirst(input: { n: 1 }) { first { n } } createSecond(input: { n: 2 }) { second { n } } }";
        var alice = await world.As("alice");
        await Eventually.Holds(async () => (await alice.AskAsync("{ firsts { totalCount } seconds { totalCount } }"))["errors"] is null);
        Guid job;
        await using (var held = await HeldTable.LockAsync(world.Database, "public.seconds"))
        {
            using var answer = await SendAsync(alice, Both, new { }, wait: "0");
            job = (Guid)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["extensions"]!["job"]!["id"]!;
            await Eventually.Holds(async () => await world.Database.ScalarAsync<long>("select count(*) from firsts") == 1);

            // As after a kill: the lease is over, and another run takes the job while the first is still in the second field.
            await world.Database.ExecuteAsync($"update jim.jobs set lease_until = now() - interval '1 second' where id = '{job}'");
            await Eventually.Holds(async () =>
                await world.Database.ScalarAsync<long>($"select fence from jim.jobs where id = '{job}'") == 2);
            await held.ReleaseAsync();
        }

        await Eventually.Holds(async () =>
            await world.Database.ScalarAsync<string>($"select state::text from jim.jobs where id = '{job}'") == "succeeded");
        Assert.Equal((1L, 1L), (
            await world.Database.ScalarAsync<long>("select count(*) from firsts"),
            await world.Database.ScalarAsync<long>("select count(*) from seconds")));
    }

    [Fact]
    public async Task A_mutation_that_asks_for_the_queue_may_wait_for_its_result()
    {
        var alice = await world.As("alice");
        var id = await DocumentAsync(alice);
        using var answer = await SendAsync(
            alice, "mutation($id: UUID!) @queued(wait: 20) "
                + "{ updateDocument(input: { id: $id, title: \"waited\" }) { document { title } } }",
            new { id });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("waited", (string?)told["data"]!["updateDocument"]!["document"]!["title"]);
        Assert.Equal("SUCCEEDED", (string?)told["extensions"]!["job"]!["state"]);
        Assert.Equal("waited", (string?)(await alice.DataAsync(
            "query($id: UUID!) { documentById(id: $id) { title } }", new { id }))["documentById"]!["title"]);

        using var refused = await SendAsync(
            alice, "mutation($id: UUID!) @queued(wait: 20) { updateDocument(input: { id: $id, title: \"x\" }) { document { title } } }",
            new { id = Guid.NewGuid() });
        told = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal(("FAILED", "JIM_MUTATION_REFUSED"), (
            (string?)told["extensions"]!["job"]!["state"], (string?)told["errors"]![0]!["extensions"]!["code"]));
    }

    [Fact]
    public async Task A_mutation_that_waits_is_cancelled_by_its_user_or_an_administrator_and_nobody_else()
    {
        var (alice, bob, carol) = (await world.As("alice"), await world.As("bob"), await world.As("carol"));
        var (first, second) = (await LaterAsync(), await LaterAsync());
        Assert.Equal("JIM_JOB_NOT_OPEN", (string?)(await CancelAsync(bob, first))["errors"]![0]!["code"]);
        Assert.Equal("CANCELLED", (string?)(await CancelAsync(alice, first))["job"]!["state"]);
        Assert.Equal("CANCELLED", (string?)(await CancelAsync(carol, second))["job"]!["state"]);
        Assert.Equal("JIM_JOB_NOT_OPEN", (string?)(await CancelAsync(alice, first))["errors"]![0]!["code"]);

        async Task<string?> LaterAsync() => (string?)(await alice.AskAsync(
            "mutation @queued(runAt: \"2999-01-01T00:00:00Z\") { createDocument(input: { title: \"never\" }) { document { id } } }"))
            ["extensions"]!["job"]!["id"];
    }

    [Fact]
    public async Task One_that_runs_has_no_effect_once_it_is_cancelled_and_the_next_does_not_wait_for_it()
    {
        var alice = await world.As("alice");
        var id = await DocumentAsync(alice);
        await using (var held = await HeldTable.LockAsync(world.Database, "public.documents"))
        {
            var running = await NameAsync("cancelled");
            await Eventually.Holds(async () =>
                await world.Database.ScalarAsync<string>($"select state::text from jim.jobs where id = '{running}'") == "running");
            var next = await NameAsync("next");
            Assert.Equal("CANCELLED", (string?)(await CancelAsync(alice, running))["job"]!["state"]);
            await Eventually.Holds(async () =>
                await world.Database.ScalarAsync<string>($"select state::text from jim.jobs where id = '{next}'") == "running");
            await held.ReleaseAsync();
            await Eventually.Holds(async () =>
                await world.Database.ScalarAsync<string>($"select state::text from jim.jobs where id = '{next}'") == "succeeded");
        }

        // One write only: the document was made as version 1.
        Assert.Equal(
            "next 2", await world.Database.ScalarAsync<string>($"select title || ' ' || version from documents where id = '{id}'"));

        async Task<string?> NameAsync(string title)
        {
            using var answer = await SendAsync(
                alice, "mutation($id: UUID!, $title: String) "
                    + "{ updateDocument(input: { id: $id, title: $title }) { document { id } } }",
                new { id, title }, wait: "0");
            return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["extensions"]!["job"]!["id"];
        }
    }

    private static async Task<JsonNode> CancelAsync(JimClient client, string? job) => (await client.DataAsync(
        "mutation($job: UUID!) { cancelJob(input: { id: $job }) { job { state } errors { ... on Error { code } } } }",
        new { job }))["cancelJob"]!;

    private static async Task<Guid> DocumentAsync(JimClient client)
    {
        var id = Guid.NewGuid();
        await client.DataAsync(
            "mutation($id: UUID!) { createDocument(input: { id: $id, title: \"made\" }) { document { id } } }", new { id });
        return id;
    }

    /// <summary>Status and answer, without what differs between two answers to the same: the cursor, versions and ids of the log.</summary>
    private static async Task<string> AnswerAsync(JimClient client, string mutation, object variables)
    {
        using var answer = await SendAsync(client, mutation, variables);
        var text = await answer.Content.ReadAsStringAsync();
        return $"{answer.StatusCode} {Regex.Replace(text, "\"(cursor|requestId)\":\"[^\"]*\"", "\"$1\":\"\"")}";
    }

    private static Task<HttpResponseMessage> SendAsync(JimClient client, string query, object variables, string? wait = null) =>
        client.SendAsync(HttpMethod.Post, "/graphql", JsonContent.Create(new { query, variables }), request =>
        {
            request.Headers.TryAddWithoutValidation("Accept", "application/graphql-response+json");
            if (wait is not null)
            {
                request.Headers.TryAddWithoutValidation("Jim-Wait", wait);
            }
        });
}
