using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>A Jim whose traces and metrics go to a receiver of the test's own.</summary>
public sealed class TracedWorld : EmbeddedWorld
{
    private readonly DirectoryInfo _operations = Directory.CreateTempSubdirectory("jim-operations-");

    public OtlpReceiver Receiver { get; private set; } = null!;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
        _operations.Delete(recursive: true);
    }

    protected override async Task StartAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_operations.FullName, "Trusted.graphql"), "query Trusted { documents(first: 1) { nodes { id } } }");
        Environment["JIM_OPERATIONS"] = _operations.FullName;
        Receiver = await OtlpReceiver.StartAsync();
        Environment.SendTo(Receiver);
        await base.StartAsync();
    }
}

/// <summary>
/// What a request causes is one trace, to the change that live queries hear of. Spans and metrics hold no values of users.
/// </summary>
public sealed class TelemetryTests(TracedWorld world) : IClassFixture<TracedWorld>
{
    private const string Secret = "Zq8-a-title-that-no-span-may-hold";
    private const string Titles = "query Titles { documents(first: 1) { nodes { title } } }";

    [Fact]
    public async Task A_query_is_one_trace_of_all_its_steps()
    {
        // A query of this test alone: an answer that is in the cache already is not run.
        const string Query = "query Titles { documents(first: 1) { nodes { id title } } }";
        var trace = await TracedRequests.AskAsync(await world.As("alice"), Query);

        foreach (var step in new[] { "graphql.read", "graphql.prepare", "query", "graphql.plan", "graphql.run", "graphql.write" })
        {
            await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Name == step && s.Source == "Jim");
        }

        var operation = await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Name == "query");
        Assert.Equal(("query", "Titles"), (operation.Attributes["graphql.operation.type"], operation.Attributes["graphql.operation.name"]));
        Assert.Matches("^[0-9a-f]{64}$", operation.Attributes["graphql.document.hash"]);
        Assert.Equal("executed", operation.Attributes["jim.outcome"]);
        var sql = await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Source == "Npgsql");
        Assert.DoesNotContain("db.query.text", sql.Attributes.Keys);
        await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Source == "Microsoft.AspNetCore");
    }

    [Fact]
    public async Task A_mutation_its_change_and_the_live_queries_that_it_wakes_are_one_trace()
    {
        var alice = await world.As("alice");
        await using var live = await LiveClient.ConnectAsync(world.Address, alice.Token);
        await live.SubscribeAsync("1", "subscription { documents(first: 1, order: [{ createdAt: DESC }]) { nodes { id } } }");
        await live.UntilAsync(m => (string?)m["type"] == "next");

        // A poll of the tailer may read a commit before the mutation wakes it; that change is then told outside of the trace.
        string? trace = null;
        for (var attempt = 0; trace is null && attempt < 5; attempt++)
        {
            var tried = await TracedRequests.AskAsync(alice, TracedRequests.Create, TracedRequests.BuildDocument(Secret));
            await world.Receiver.WaitForSpanAsync(s => s.Trace == tried && s.Name == "graphql.write");
            trace = world.Receiver.Spans.Any(s => s.Trace == tried && s.Name == "change.delta") ? tried : null;
        }

        foreach (var step in new[] { "mutation", "graphql.plan", "graphql.run", "change.delta", "change.invalidate", "live.run" })
        {
            await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Name == step);
        }
    }

    [Fact]
    public async Task A_queued_mutation_and_its_job_are_one_trace()
    {
        var queued = TracedRequests.Create.Replace("Input!)", "Input!) @queued", StringComparison.Ordinal);
        var trace = await TracedRequests.AskAsync(await world.As("alice"), queued, TracedRequests.BuildDocument(Secret));

        var operation = await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Name == "mutation");
        Assert.Equal("queued", operation.Attributes["jim.outcome"]);
        var process = await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Name == "process job.normal");
        Assert.NotEmpty(process.Parent);
        var job = await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Name == "job.run");
        Assert.Equal(("mutation", "Committed"), (job.Attributes["jim.job.kind"], job.Attributes["jim.job.outcome"]));
    }

    [Fact]
    public async Task Polls_and_probes_begin_no_traces()
    {
        using var probe = await world.Anonymous().SendAsync(HttpMethod.Get, "/health/ready");
        var trace = await TracedRequests.AskAsync(await world.As("alice"), Titles);
        await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Name == "graphql.write");

        Assert.DoesNotContain(
            world.Receiver.Spans,
            s => s.Source == "Npgsql" && s.Parent.Length == 0 && !s.Name.StartsWith("CONNECT", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Receiver.Spans, s => s.Attributes.GetValueOrDefault("url.path") == "/health/ready");
    }

    [Fact]
    public async Task Metrics_are_sent()
    {
        var alice = await world.As("alice");
        await using var live = await LiveClient.ConnectAsync(world.Address, alice.Token);
        await live.SubscribeAsync("1", "subscription { documents(first: 1) { nodes { id } } }");
        await live.UntilAsync(m => (string?)m["type"] == "next");

        // Right after a start an answer may be read past the cache; lookups are counted from then on.
        await Eventually.Holds(async () =>
        {
            using var answer = await alice.PostAsync(Titles);
            return answer.Headers.TryGetValues("Cache-Status", out var values) && values.Contains("jim; hit");
        });
        string[] names =
        [
            "jim.operation.duration", "db.client.connection.wait_time", "jim.cache.lookups", "jim.live.cohorts", "jim.change.lag",
            "jim.jobs", "jim.jobs.queue.depth", "http.server.request.duration",
        ];
        foreach (var name in names)
        {
            await world.Receiver.WaitForMetricAsync(name);
        }
    }

    [Fact]
    public async Task Metrics_name_trusted_operations_only()
    {
        var alice = await world.As("alice");
        await TracedRequests.AskAsync(alice, "query Chosen_by_a_client { documents(first: 1) { nodes { id } } }");
        using var refused = await alice.PostAsync("query Wrong { nothingLikeThis }");
        await TracedRequests.RunAsync(() => alice.SendAsync(HttpMethod.Get, "/graphql?id=Trusted"));

        await world.Receiver.WaitForMetricTextAsync("Trusted");
        await world.Receiver.WaitForMetricTextAsync("invalid");
        Assert.DoesNotContain("Chosen_by_a_client", world.Receiver.MetricText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_users_is_sent()
    {
        await world.Database.ExecuteAsync("""
            create function public.refuse_title() returns trigger language plpgsql as
                $$ begin raise exception using errcode = '22P02', message = new.title || ' is refused'; end $$;
            create trigger refuse_title before insert on public.documents for each row when (new.title like '%refused')
                execute function public.refuse_title();
            """);
        var alice = await world.As("alice");
        var sent = await TracedRequests.AskAsync(alice, TracedRequests.Create, TracedRequests.BuildDocument(Secret));
        var failed = await TracedRequests.AskAsync(alice, TracedRequests.Create, TracedRequests.BuildDocument($"{Secret} refused"));
        var address = "/graphql?query=query($t:String){documents(first:1,where:{title:{eq:$t}}){nodes{id}}}&variables="
            + Uri.EscapeDataString($$"""{"t":"{{Secret}}"}""");
        var read = await TracedRequests.RunAsync(() => alice.SendAsync(HttpMethod.Get, address));
        foreach (var trace in new[] { sent, failed, read })
        {
            await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Source == "Microsoft.AspNetCore");
        }

        var all = world.Receiver.TraceText + world.Receiver.MetricText;
        var mutation = world.Receiver.Spans.First(s => s.Trace == failed && s.Name == "mutation");
        Assert.NotEmpty(mutation.Attributes["error.type"]);
        Assert.All(
            new[] { Secret, alice.Token![..20], "Bearer", JimWorld.Alice, "alice@", "createDocument(", "insert into" },
            text => Assert.DoesNotContain(text, all, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// Npgsql records the exception of a statement that fails as the first of its command, which is that of a user who is seen for the
    /// first time.
    /// </summary>
    [Fact]
    public async Task Exceptions_are_sent_without_their_texts()
    {
        await world.Database.ExecuteAsync($"""
            create function public.refuse_user() returns trigger language plpgsql as
                $$ begin raise exception using message = new.display_name || ' is refused'; end $$;
            create trigger refuse_user before insert on public.users for each row when (new.id = '{JimWorld.Bob}')
                execute function public.refuse_user();
            """);
        var bob = await world.As("bob");
        var failed = await TracedRequests.RunAsync(() => bob.PostAsync(Titles), HttpStatusCode.InternalServerError);
        await world.Receiver.WaitForSpanAsync(s => s.Trace == failed && s.Source == "Microsoft.AspNetCore");
        await world.Receiver.WaitForTraceTextAsync("Npgsql.PostgresException");

        Assert.DoesNotContain("is refused", world.Receiver.TraceText, StringComparison.Ordinal);
    }
}
