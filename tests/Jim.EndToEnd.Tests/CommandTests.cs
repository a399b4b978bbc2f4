using System.Globalization;
using System.Net.Http.Json;

namespace Jim.EndToEnd.Tests;

/// <summary>Commands of extensions, from the mutation to their effect in another process.</summary>
[Collection(RealWorld.Broker)]
public sealed class CommandTests(CommandsWorld world) : IClassFixture<CommandsWorld>
{
    private const string Job = "job { id kind state priority progress result error }";

    [Fact]
    public async Task The_example_does_its_work_with_the_rights_of_its_caller()
    {
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        var title = $"draft {Guid.NewGuid():N}";
        const string Make = "mutation($title: String!) { createDocument(input: { title: $title }) { document { id } } }";
        await alice.DataAsync(Make, new { title });
        await bob.DataAsync(Make, new { title });

        var job = await SendAsync(alice, "archiveDrafts(input: { title: $title }, wait: 25)", "$title: String!", new { title });

        Assert.Equal("""{"documents":1}""", job["result"]!.ToJsonString());
        Assert.Equal(("SUCCEEDED", "command.archiveDrafts", 1.0), ((string)job["state"]!, (string)job["kind"]!, (double)job["progress"]!));
        Assert.Equal(
            1L, await world.Database.ScalarAsync<long>($"select count(*) from documents where title = '{title}' and status = 'archived'"));
    }

    [Fact]
    public async Task The_guide_shows_the_example()
    {
        var blocks = DocumentPage.Read("docs/commands.md").Blocks;
        Assert.Contains(
            blocks.First(b => b.Language == "cs").Text.Trim(),
            await File.ReadAllTextAsync(Repository.PathOf("examples/commands/ArchiveDrafts.cs"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        var answer = await (await world.As("alice")).DataAsync(blocks.First(b => b.Language == "graphql").Text);
        Assert.Null(answer["archiveDrafts"]!["errors"]);
    }

    [Fact]
    public async Task It_is_answered_at_once_with_its_job_which_the_owner_follows()
    {
        var alice = await world.As("alice");
        var sent = await SendAsync(alice, "count(input: { to: 3 }, priority: HIGH)");
        Assert.Equal("HIGH", (string?)sent["priority"]);
        var id = (Guid)sent["id"]!;
        var job = await EndAsync(alice, id);
        Assert.Equal(("SUCCEEDED", "done"), ((string)job["state"]!, (string)job["result"]!));
        Assert.Equal(3L, await CountAsync(id));
        Assert.True(await world.Database.ScalarAsync<bool>(
            $"select bool_and(by = '{JimWorld.Alice}' and claim = job::text) from counted where job = '{id}'"));
        Assert.Null((await (await world.As("bob")).DataAsync("query($id: UUID!) { jobById(id: $id) { id } }", new { id }))["jobById"]);
    }

    [Fact]
    public async Task What_the_record_refuses_is_a_typed_error_and_no_job()
    {
        var answer = await (await world.As("alice")).DataAsync(
            "mutation { count(input: { to: -1 }) { job { id } errors { __typename ... on Error { code message } } } }");
        Assert.Equal(
            """{"job":null,"errors":[{"__typename":"CommandError","code":"COUNT_BACKWARDS","message":"Counting goes forwards."}]}""",
            answer["count"]!.ToJsonString());
        Assert.Equal(0L, await world.Database.ScalarAsync<long>(
            "select count(*) from jim.jobs where kind = 'command.count' and payload ->> 'input' like '%-1%'"));
    }

    [Theory]
    [InlineData(true, "FAILED", "TOO_LATE", "It is too late.")]
    [InlineData(false, "DEAD", "JIM_JOB_FAILED", "The job failed unexpectedly.")]
    public async Task A_handler_that_throws_leaves_nothing_and_its_job_says_why(bool forGood, string state, string code, string message)
    {
        var alice = await world.As("alice");
        var sent = await SendAsync(alice, "fail(input: { forGood: $forGood })", "$forGood: Boolean!", new { forGood });
        var job = await EndAsync(alice, (Guid)sent["id"]!);
        Assert.Equal(
            (state, code, message), ((string)job["state"]!, (string)job["error"]!["code"]!, (string)job["error"]!["message"]!));
        Assert.Equal(0L, await CountAsync((Guid)sent["id"]!));
        Assert.DoesNotContain("secret", world.Worker.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_one_is_run_again_by_administrators()
    {
        var alice = await world.As("alice");
        var name = $"found-{Guid.NewGuid():N}";
        var id = await SendWithFileAsync(alice, "find", name);
        Assert.Equal("DEAD", (string?)(await EndAsync(alice, id))["state"]);
        await File.WriteAllTextAsync(Path.Combine(world.Files, name), "found", TestContext.Current.CancellationToken);
        const string Replay = "mutation($id: UUID!) { replayJob(input: { id: $id }) { job { state } errors { ... on Error { code } } } }";
        Assert.NotNull((await alice.AskAsync(Replay, new { id }))["errors"]);
        var again = await (await world.As("carol")).DataAsync(Replay, new { id });
        Assert.Equal("QUEUED", (string?)again["replayJob"]!["job"]?["state"]);
        var job = await Eventually.Gives(() => ReadAsync(alice, id), job => (string?)job["state"] == "SUCCEEDED");
        Assert.Equal(
            ("SUCCEEDED", 1, 5, null), ((string)job["state"]!, (int)job["attempt"]!, (int?)job["result"], (string?)job["error"]?["code"]));
    }

    [Fact]
    public async Task One_that_takes_longer_than_it_may_is_cancelled_and_that_counts_as_an_attempt()
    {
        var alice = await world.As("alice");
        var name = $"overrun-{Guid.NewGuid():N}";
        var job = await EndAsync(alice, await SendWithFileAsync(alice, "overrun", name));
        Assert.True(File.Exists(Path.Combine(world.Files, name + ".cancelled")));
        Assert.Equal(("DEAD", 1, "HC0045"), ((string)job["state"]!, (int)job["attempt"]!, (string)job["error"]!["code"]!));
    }

    /// <summary>The lease of the worker that stops would hold for ten minutes.</summary>
    [Fact]
    public async Task A_worker_that_is_told_to_stop_gives_it_to_another_and_no_attempt_is_used_up()
    {
        var alice = await world.As("alice");
        var name = $"stopped-{Guid.NewGuid():N}";
        await world.Worker.DisposeAsync();
        var environment = world.WorkerEnvironment();
        environment["JIM_JOB_LEASE_SECONDS"] = "600";
        await using var first = await JimProcess.RunAsync(environment);
        var id = await HoldAsync(alice, name);
        await HasBegunAsync(name, times: 1);
        await world.RestartWorkerAsync();

        first.Signal(15);
        Assert.Equal(0, await first.ExitAsync(TimeSpan.FromMinutes(1)));
        Assert.True(File.Exists(Path.Combine(world.Files, name + ".cancelled")));
        await HasBegunAsync(name, times: 2);
        await File.WriteAllTextAsync(Path.Combine(world.Files, name), string.Empty, TestContext.Current.CancellationToken);
        var job = await EndAsync(alice, id);
        Assert.Equal(("SUCCEEDED", 1), ((string)job["state"]!, (int)job["attempt"]!));
        Assert.Equal(
            "began,began,done",
            await world.Database.ScalarAsync<string>($"select string_agg(what, ',' order by id) from held where name = '{name}'"));
    }

    [Fact]
    public async Task A_worker_that_is_killed_is_followed_by_another_and_the_effect_happens_once()
    {
        var alice = await world.As("alice");
        var name = $"killed-{Guid.NewGuid():N}";
        var sent = await HoldAsync(alice, name);
        await HasBegunAsync(name, times: 1);
        world.Worker.Kill();
        await world.RestartWorkerAsync();
        await HasBegunAsync(name, times: 2);
        await File.WriteAllTextAsync(Path.Combine(world.Files, name), string.Empty, TestContext.Current.CancellationToken);
        var job = await EndAsync(alice, sent);
        Assert.Equal(("SUCCEEDED", 1), ((string)job["state"]!, (int)job["attempt"]!));
        Assert.Equal(
            "began,began,done",
            await world.Database.ScalarAsync<string>($"select string_agg(what, ',' order by id) from held where name = '{name}'"));
    }

    [Fact]
    public async Task One_that_runs_is_cancelled_by_its_owner()
    {
        var alice = await world.As("alice");
        var name = $"cancelled-{Guid.NewGuid():N}";
        var id = await HoldAsync(alice, name);
        await HasBegunAsync(name, times: 1);
        const string Cancel =
            "mutation($id: UUID!) { cancelJob(input: { id: $id }) { job { state } errors { __typename ... on Error { code } } } }";
        var refused = await (await world.As("bob")).DataAsync(Cancel, new { id });
        Assert.Equal("JIM_JOB_NOT_OPEN", (string?)refused["cancelJob"]!["errors"]![0]!["code"]);
        var cancelled = await alice.DataAsync(Cancel, new { id });
        Assert.Equal("CANCELLED", (string?)cancelled["cancelJob"]!["job"]!["state"]);
        await Eventually.Holds(() => Task.FromResult(File.Exists(Path.Combine(world.Files, name + ".cancelled"))));
        Assert.Equal("CANCELLED", (string?)(await EndAsync(alice, id))["state"]);
        Assert.Equal(
            "began", await world.Database.ScalarAsync<string>($"select string_agg(what, ',') from held where name = '{name}'"));
    }

    [Fact]
    public async Task Its_progress_is_told_live()
    {
        var alice = await world.As("alice");
        var name = $"climb-{Guid.NewGuid():N}";
        var sent = await SendAsync(
            alice, "climb(input: { name: $name, folder: $folder })", "$name: String!, $folder: String!",
            new { name, folder = world.Files });
        await using var live = await LiveClient.ConnectAsync(alice.Address, alice.Token);
        await live.SubscribeAsync(
            "1", "subscription($id: UUID!) { jobById(id: $id) { state progress } }", new JsonObject { ["id"] = (string?)sent["id"] });
        await live.UntilAsync(m => Is(m, "RUNNING", 0.25));
        await File.WriteAllTextAsync(Path.Combine(world.Files, name + ".quarter"), string.Empty, TestContext.Current.CancellationToken);
        await live.UntilAsync(m => Is(m, "RUNNING", 0.75));
        await File.WriteAllTextAsync(Path.Combine(world.Files, name + ".most"), string.Empty, TestContext.Current.CancellationToken);
        await live.UntilAsync(m => Is(m, "SUCCEEDED", 1));

        static bool Is(JsonNode message, string state, double progress) =>
            message["payload"]?["data"]?["jobById"] is { } job && (string?)job["state"] == state && (double?)job["progress"] == progress;
    }

    [Fact]
    public async Task One_that_is_due_by_the_clock_runs_once_for_each_minute_as_the_service()
    {
        await using var second = await JimProcess.RunAsync(world.WorkerEnvironment());
        await Eventually.Holds(
            async () => await world.Database.ScalarAsync<long>("select count(*) from ticked") >= 2, TimeSpan.FromMinutes(4));
        Assert.True(await world.Database.ScalarAsync<bool>("""
            select count(*) = count(distinct due) and bool_and(role = 'jim_service' and due = date_trunc('minute', due)) from ticked
            """));
        Assert.NotNull((await (await world.As("alice")).AskAsync("mutation { tick { job { id } } }"))["errors"]);
        var admin = await world.As("carol");
        Assert.Equal("QUEUED", (string?)(await SendAsync(admin, "tick(runAt: \"2099-01-01T00:00:00Z\")"))["state"]);
    }

    [Fact]
    public async Task A_payload_that_is_none_fails_its_job_and_no_worker()
    {
        var alice = await world.As("alice");
        string[] payloads =
            ["{}", "[]", "null", """{"input": 7}""", """{"input": "{"}""", """{"input": "{}"}""", """{"input": "null"}"""];
        var ids = payloads.Select(_ => Guid.NewGuid()).ToArray();
        foreach (var (id, payload) in ids.Zip(payloads))
        {
            await world.Database.ExecuteAsync($$"""
                insert into jim.jobs (id, kind, payload, owner_id, caller) values ('{{id}}', 'command.count', '{{payload}}',
                  '{{JimWorld.Alice}}', '{"role": "jim_user", "subject": "{{JimWorld.Alice}}", "roles": []}')
                """);
        }

        // The sweeper finds all of them in one round.
        foreach (var id in ids)
        {
            var job = await EndAsync(alice, id);
            Assert.Equal(("FAILED", "JIM_COMMAND_INPUT"), ((string)job["state"]!, (string)job["error"]!["code"]!));
        }
    }

    [Fact]
    public async Task Values_arrive_as_they_were_sent()
    {
        const string Given =
            """
            { "text": "a\u0000b", "int": 1, "long": 9007199254740993, "short": 3, "bool": true, "double": 0.1, "float": 0.5,
              "decimal": 79228162514264337593543950335, "guid": "7d1f5a52-0b8c-4f43-9a6e-5d3f6f6f0001", "at": "2026-03-01T10:00:00+02:00",
              "day": "2026-03-01", "time": "10:00:00", "length": "P1DT2H", "link": "https://example.com/a?b", "bytes": "AQI=",
              "json": { "a": [1, null] }, "colour": "BLUE", "part": { "name": "p", "inner": { "name": "i", "inner": null } },
              "numbers": [1, 2], "parts": [null, { "name": "q", "inner": null }], "maybe": null, "maybeText": null }
            """;
        var job = await SendAsync(
            await world.As("alice"), "giveBack(input: $input, wait: 25)", "$input: GiveBackInput!", new { input = JsonNode.Parse(Given) });
        var expected = JsonNode.Parse(Given)!.AsObject();
        (expected["more"], expected["other"], expected["own"]) = (7, "DARK_RED", "own");
        Assert.True(JsonNode.DeepEquals(expected, job["result"]), job.ToJsonString());
    }

    [Fact]
    public async Task One_that_does_not_fit_its_type_is_refused_before_it_is_stored()
    {
        var alice = await world.As("alice");
        var answer = await alice.AskAsync("mutation { count(input: { to: \"x\" }) { job { id } } }");
        Assert.NotNull(answer["errors"]);
        var large = await alice.DataAsync(
            """
            mutation { giveBack(input: { text: "", int: 1, long: 1, short: 1, bool: true, double: 1, float: 1, decimal: 1e300,
              guid: "7d1f5a52-0b8c-4f43-9a6e-5d3f6f6f0001", at: "2026-03-01T10:00:00Z", day: "2026-03-01", time: "10:00:00", length: "PT1S",
              link: "a", bytes: "", json: {}, colour: BLUE, part: { name: "" }, numbers: [], parts: [] }) {
              job { id } errors { ... on Error { code message } } } }
            """);
        Assert.Equal("JIM_COMMAND_INPUT", (string?)large["giveBack"]!["errors"]![0]!["code"]);
        Assert.Equal("The input is none of the command, at decimal.", (string?)large["giveBack"]!["errors"]![0]!["message"]);
    }

    [Fact]
    public async Task Who_has_no_token_or_not_the_role_does_not_know_of_it()
    {
        Assert.NotNull((await world.Anonymous().AskAsync("mutation { count(input: { to: 1 }) { job { id } } }"))["errors"]);
        Assert.NotNull((await (await world.As("carol")).AskAsync("mutation { fail(input: { forGood: true }) { job { id } } }"))["errors"]);
    }

    [Fact]
    public async Task One_key_sends_it_once_and_a_transaction_sends_it_with_the_rest_or_not()
    {
        var alice = await world.As("alice");
        var key = Guid.NewGuid().ToString();
        const string Send = "mutation { count(input: { to: 1 }, wait: 20) { job { id state } } }";
        var first = await WithKeyAsync();
        Assert.Equal("SUCCEEDED", (string?)first["data"]!["count"]!["job"]!["state"]);
        Assert.Equal((string?)first["data"]!["count"]!["job"]!["id"], (string?)(await WithKeyAsync())["data"]!["count"]!["job"]!["id"]);

        var before = await world.Database.ScalarAsync<long>("select count(*) from jim.jobs where kind = 'command.count'");
        var undone = await alice.AskAsync(
            "mutation($none: UUID!) @transaction { count(input: { to: 1 }) { job { id } } "
            + "updateDocument(input: { id: $none, title: \"x\" }) { document { id } errors { __typename } } }",
            new { none = Guid.NewGuid() });
        Assert.Contains("JIM_ROLLED_BACK", undone.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(before, await world.Database.ScalarAsync<long>("select count(*) from jim.jobs where kind = 'command.count'"));

        async Task<JsonNode> WithKeyAsync()
        {
            using var answer = await alice.SendAsync(
                HttpMethod.Post, "/graphql", JsonContent.Create(new { query = Send }), r => r.Headers.Add("Idempotency-Key", key));
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        }
    }

    [Fact]
    public async Task A_worker_without_the_extension_leaves_it_to_one_that_has_it()
    {
        var alice = await world.As("alice");
        var id = Guid.NewGuid();
        await world.Database.ExecuteAsync($$"""
            insert into jim.jobs (id, kind, payload, owner_id, caller) values ('{{id}}', 'command.ofNobody', '{}', '{{JimWorld.Alice}}',
              '{"role": "jim_user", "subject": "{{JimWorld.Alice}}", "roles": []}')
            """);
        await Eventually.Holds(() => world.Database.ScalarAsync<bool>(
            $"select state = 'queued' and postponed > 0 and attempt = 0 from jim.jobs where id = '{id}'"));
        await alice.DataAsync("mutation($id: UUID!) { cancelJob(input: { id: $id }) { job { state } } }", new { id });
    }

    [Fact]
    public async Task A_start_with_what_cannot_be_used_ends_with_the_cure()
    {
        await using var jim = JimProcess.Start(
            world.EnvironmentWith(
                ("JIM_EXTENSIONS", "/nowhere/Orders.dll"),
                ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"))),
            "run", "--env-file", "/dev/null");
        Assert.Equal(2, await jim.ExitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("JIM_EXTENSIONS names /nowhere/Orders.dll, and there is no such file.", jim.Log, StringComparison.Ordinal);
    }

    private Task<Guid> HoldAsync(JimClient client, string name) => SendWithFileAsync(client, "hold", name);

    private async Task<Guid> SendWithFileAsync(JimClient client, string command, string name) => (Guid)(await SendAsync(
        client, $"{command}(input: {{ name: $name, folder: $folder }})", "$name: String!, $folder: String!",
        new { name, folder = world.Files }))["id"]!;

    private Task HasBegunAsync(string name, long times) => Eventually.Holds(async () =>
        await world.Database.ScalarAsync<long>($"select count(*) from held where name = '{name}' and what = 'began'") == times);

    private Task<long> CountAsync(Guid job) => world.Database.ScalarAsync<long>($"select count(*) from counted where job = '{job}'");

    private static async Task<JsonNode> SendAsync(JimClient client, string field, string? declared = null, object? variables = null)
    {
        declared = declared is null ? string.Empty : $"({declared})";
        var data = await client.DataAsync(
            $"mutation{declared} {{ sent: {field} {{ {Job} errors {{ ... on Error {{ message }} }} }} }}", variables);
        return data["sent"]!["job"] ?? throw new InvalidOperationException(data.ToJsonString());
    }

    private static async Task<JsonNode> ReadAsync(JimClient client, Guid id) => (await client.DataAsync(
        "query($id: UUID!) { jobById(id: $id) { state attempt result error } }", new { id }))["jobById"]!;

    private static Task<JsonNode> EndAsync(JimClient client, Guid id) => Eventually.Gives(
        () => ReadAsync(client, id),
        job => (string?)job["state"] is "SUCCEEDED" or "FAILED" or "DEAD" or "CANCELLED");
}
