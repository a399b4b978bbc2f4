using System.Net;
using System.Net.WebSockets;
using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// Each limit that a setting moves, set small on a running Jim: at the limit a request is answered, one past it is refused with the limit's
/// code, and no SQL of it runs. Which test holds which limit is the table of ARCHITECTURE.md.
/// </summary>
public sealed class ServerLimitTests(LimitedWorld world) : IClassFixture<LimitedWorld>
{
    private const string Upload = "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { sizeBytes } } }";
    private const string Dear = "nodes { documentEvents(first: 5) { totalCount } }"; // 151 with seven documents

    public static TheoryData<string, string, string, string> Documents => new()
    {
        { "JIM_LIMIT_DOCUMENT_BYTES", "HC0014", "{ __typename }".PadRight(800, ','), "{ __typename }".PadRight(801, ',') },
        { "JIM_LIMIT_TOKENS", "HC0014", Tokens(61, ""), Tokens(61, "id") },
        {
            "JIM_LIMIT_FIELDS", "HC0014", Documented("nodes { " + Repeat("id ", 18) + "}"),
            Documented("nodes { " + Repeat("id ", 19) + "}")
        },
        {
            "JIM_LIMIT_DEPTH", "JIM_DEPTH_EXCEEDED", Documented("nodes { owner { documents { totalCount } } }"),
            Documented("nodes { owner { documents { nodes { id } } } }")
        },
        { "JIM_LIMIT_ROOT_FIELDS", "JIM_ROOT_FIELDS_EXCEEDED", $"{{ {Repeat("__typename ", 6)} }}", $"{{ {Repeat("__typename ", 7)} }}" },
        { "JIM_LIMIT_ALIASES", "JIM_ALIASES_EXCEEDED", "{ me { a: name b: name c: name } }", "{ me { a: name b: name c: name d: name } }" },
        {
            "JIM_LIMIT_DIRECTIVES", "HC0014", Directed("@skip(if: false) @include(if: true)"),
            Directed("@skip(if: false) @include(if: true) @skip(if: false)")
        },
        { "JIM_LIMIT_PAGE", "HC0051", Documented("totalCount", 7), Documented("totalCount", 8) },
        { "JIM_LIMIT_PAGE", "HC0079", Documented("totalCount", 0), Documented("totalCount", -1) },
        { "JIM_LIMIT_FILTER_OPERATIONS", "HC0117", Filtered(3), Filtered(4) },
        { "JIM_LIMIT_SEARCH_WORDS", "JIM_SEARCH_WORDS", Titled("search: \"a or\""), Titled("search: \"a or b\"") },
        { "JIM_LIMIT_PATTERN", "JIM_PATTERN_TOO_LONG", Titled("contains: \"12345678\""), Titled("contains: \"123456789\"") },
        { "JIM_LIMIT_COST", "HC0047", Documented(Dear, 7), Documented($"{Dear} pageInfo {{ hasNextPage }}", 7) },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document(string setting, string code, string at, string past)
    {
        Assert.True(LimitedWorld.Small.ContainsKey(setting));
        var alice = await world.As("alice");
        var answered = await alice.AskAsync(at);
        Assert.True(answered["errors"] is null, answered.ToJsonString());
        await WhileLockedAsync(async () => Assert.Equal(code, Code(await alice.AskAsync(past))));
    }

    [Fact]
    public async Task A_body()
    {
        var alice = await world.As("alice");
        using var whole = await alice.SendAsync(
            HttpMethod.Post, "/graphql", JimClient.Text("{\"query\":\"{ me { name } }\"}".PadRight(3000), "application/json"));
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        using var larger = await alice.SendAsync(
            HttpMethod.Post, "/graphql", JimClient.Text("{\"query\":\"{ me { name } }\"}".PadRight(3001), "application/json"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, larger.StatusCode);
        Assert.Equal("HC0010", Code(await ReadAsync(larger)));
    }

    [Fact]
    public async Task A_variables_values()
    {
        var alice = await world.As("alice");
        const string Query = "query($w: DocumentFilterInput) { documents(where: $w) { totalCount } }";
        Assert.NotNull((await alice.AskAsync(Query, new { w = new { title = new { @in = Enumerable.Repeat("a", 7) } } }))["data"]);
        await WhileLockedAsync(async () =>
            Assert.Equal("HC0001", Code(await alice.AskAsync(Query, new { w = new { title = new { @in = Enumerable.Repeat("a", 8) } } }))));
    }

    [Fact]
    public async Task Faults_that_are_told()
    {
        var anyone = world.Anonymous();
        Assert.Equal(2, (await anyone.AskAsync("{ me { x1 x2 } }"))["errors"]!.AsArray().Count);
        Assert.Equal(2, (await anyone.AskAsync("{ me { x1 x2 x3 } }"))["errors"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_cost_is_told_with_the_answer_or_instead_of_it()
    {
        var alice = await world.As("alice");
        var query = JsonSerializer.Serialize(new { query = Documented("nodes { id }", 2) });
        var report = await ReadAsync(
            await alice.SendAsync(
                HttpMethod.Post, "/graphql", JimClient.Text(query, "application/json"), r => r.Headers.Add("GraphQL-Cost", "report")));
        Assert.NotNull(report["data"]);
        await WhileLockedAsync(async () =>
        {
            var only = await alice.SendAsync(
                HttpMethod.Post, "/graphql", JimClient.Text(query, "application/json"), r => r.Headers.Add("GraphQL-Cost", "validate"));
            Assert.Equal(HttpStatusCode.OK, only.StatusCode);
            var cost = report["extensions"]!["operationCost"]!;
            Assert.True((double)cost["fieldCost"]! > 0 && (double)cost["typeCost"]! > 0);
            Assert.Equal(
                $"{{\"extensions\":{{\"operationCost\":{cost.ToJsonString()}}}}}",
                await only.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        });
        var dear = await ReadAsync(await alice.SendAsync(
            HttpMethod.Post, "/graphql",
            JimClient.Text(
                JsonSerializer.Serialize(new { query = Documented($"{Dear} pageInfo {{ hasNextPage }}", 7) }), "application/json"),
            r => r.Headers.Add("GraphQL-Cost", "validate")));
        Assert.Equal("HC0047", Code(dear));
    }

    [Fact]
    public async Task The_time_of_an_operation()
    {
        var alice = await world.As("alice");
        await alice.DataAsync("{ documents { totalCount } }");
        await using var locked = await world.LockDocumentsAsync();
        using var slow = await alice.PostAsync("{ documents { totalCount } }");
        Assert.Equal("HC0045", Code(await ReadAsync(slow)));
    }

    [Fact]
    public async Task Requests_that_wait_for_a_connection()
    {
        var alice = await world.As("alice");
        await using (await world.LockDocumentsAsync())
        {
            // One connection and one place before it: the third is refused while the others still wait.
            var all = Enumerable.Range(0, 3).Select(i => alice.PostAsync($"{{ documents(first: {i + 1}) {{ totalCount }} }}")).ToList();
            using var refused = await Task.WhenAny(all).Unwrap();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
            Assert.Equal("JIM_OVERLOADED", Code(await ReadAsync(refused)));
            await Task.WhenAll(all);
        }

        // What was left when its time was over ends first; then two find their places.
        await Eventually.Holds(async () =>
        {
            var two = await Task.WhenAll(
                alice.AskAsync("{ documents(first: 1) { totalCount } }"), alice.AskAsync("{ documents(first: 2) { totalCount } }"));
            return two.All(answer => answer["data"] is not null);
        });
    }

    [Fact]
    public async Task Files_of_a_request_and_their_size()
    {
        var alice = await world.As("alice");
        using var small = await alice.UploadAsync(new ByteArrayContent(new byte[100]), "a.bin", Upload, []);
        Assert.Equal(100, (int)(await ReadAsync(small))["data"]!["uploadFile"]!["file"]!["sizeBytes"]!);
        using var large = await alice.UploadAsync(new ByteArrayContent(new byte[101]), "a.bin", Upload, []);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "JIM_FILE_TOO_LARGE"), (large.StatusCode, Code(await ReadAsync(large))));
        using var two = await alice.SendAsync(HttpMethod.Post, "/graphql", Form(2), r => r.Headers.Add("GraphQL-Preflight", "1"));
        Assert.Equal(HttpStatusCode.OK, two.StatusCode);
        using var three = await alice.SendAsync(HttpMethod.Post, "/graphql", Form(3), r => r.Headers.Add("GraphQL-Preflight", "1"));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "JIM_TOO_MANY_FILES"), (three.StatusCode, Code(await ReadAsync(three))));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(world.Data, "spool"), "*.part"));
    }

    [Fact]
    public async Task Resumable_uploads_of_a_user_their_bytes_and_those_of_all()
    {
        var (alice, bob, carol) = (await world.As("alice"), await world.As("bob"), await world.As("carol"));
        var path = await alice.BeginAsync(10);
        const string Begin = "mutation($input: BeginUploadInput!) { beginUpload(input: $input) { upload { id } } }";
        var uploadId = Guid.NewGuid();
        for (var i = 0; i < 2; i++)
        {
            var begun = await alice.DataAsync(Begin, new { input = new { name = "a.bin", size = 10, uploadId } });
            Assert.Equal(uploadId.ToString(), (string?)begun["beginUpload"]!["upload"]?["id"]); // also at the limit: it is the same
        }

        Assert.Equal((429, "JIM_TOO_MANY_UPLOADS"), await alice.CreateAsync(10).RefusalAsync());
        await bob.BeginAsync(100);
        Assert.Equal((429, "JIM_TOO_MANY_UPLOADS"), await bob.CreateAsync(60).RefusalAsync());
        Assert.Equal((413, "JIM_FILE_TOO_LARGE"), await bob.CreateAsync(101).RefusalAsync());
        Assert.Equal((429, "JIM_TOO_MANY_UPLOADS"), await carol.CreateAsync(10).RefusalAsync());
        using var ended = await alice.PatchAsync(path, 0, new byte[10]);
        await carol.BeginAsync(10);
    }

    [Fact]
    public async Task Subscriptions_on_one_socket()
    {
        await using var live = await LiveClient.ConnectAsync(world.Address, await world.TokenAsync("alice"));
        await live.UntilAsync(m => (string?)m["type"] == "connection_ack");
        foreach (var id in new[] { "1", "2" })
        {
            await live.SubscribeAsync(id, "subscription { documents(first: 1) { totalCount } }");
            Assert.Equal("next", (string?)(await live.UntilAsync(m => (string?)m["id"] == id))["type"]);
        }

        await live.SubscribeAsync("3", "subscription { documents(first: 1) { totalCount } }");
        var refused = await live.UntilAsync(m => (string?)m["id"] == "3");
        Assert.Equal("error", (string?)refused["type"]);
        Assert.Equal("JIM_TOO_MANY_SUBSCRIPTIONS", (string?)refused["payload"]![0]!["extensions"]!["code"]);
        await live.SendAsync(new JsonObject { ["type"] = "complete", ["id"] = "1" });
        await Eventually.Holds(async () =>
        {
            var id = Guid.NewGuid().ToString();
            await live.SubscribeAsync(id, "subscription { documents(first: 1) { totalCount } }");
            return (string?)(await live.UntilAsync(m => (string?)m["id"] == id))["type"] == "next";
        });
    }

    [Fact]
    public async Task Sockets_of_a_user_of_clients_without_a_token_and_of_an_address()
    {
        var bob = await world.TokenAsync("bob");
        await using var ofBob = new OpenSockets(world.Address);
        await ofBob.OpenAsync(bob, 4);
        await ofBob.AssertRefusedAsync(bob);
        await ofBob.AssertStreamRefusedAsync(bob);
        await using (var ofNobody = new OpenSockets(world.Address))
        {
            await ofNobody.OpenAsync(null, 5);
            await ofNobody.AssertRefusedAsync(null);

            // With the tenth the address has as many as it may; anybody else has to wait until one of them leaves.
            await ofNobody.OpenAsync(await world.TokenAsync("alice"), 1);
            await ofNobody.AssertRefusedAsync(await world.TokenAsync("carol"));
        }

        await using var next = new OpenSockets(world.Address);
        await Eventually.Holds(async () => await next.TryOpenAsync(null));
    }

    [Fact]
    public async Task Messages_of_sockets_that_are_not_whole()
    {
        var clients = new List<LiveClient>();
        for (var i = 0; i < 2; i++)
        {
            clients.Add(await LiveClient.ConnectAsync(world.Address, null));
            await clients[i].UntilAsync(m => (string?)m["type"] == "connection_ack");
            await clients[i].SendPartAsync("""{"type":"ping","x":" """.PadRight(i == 0 ? 120_000 : 250_000), isLast: false);
        }

        var next = clients.Select(c => c.NextAsync()).ToList();
        var first = next.IndexOf(await Task.WhenAny(next));
        Assert.Null(await next[first]);
        Assert.Equal(1013, (int?)clients[first].CloseStatus);
        await clients[1 - first].SendPartAsync("\"}", isLast: true);
        Assert.Equal("pong", (string?)(await next[1 - first])?["type"]);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    /// <summary>The rest of the message is on its way when the server closes: a reset would take the close from the client.</summary>
    [Theory]
    [InlineData(true, 1013)] // holds more bytes than JIM_LIMIT_INCOMING_BYTES
    [InlineData(false, 4400)] // more than a first message may have
    public async Task The_close_reaches_a_client_that_still_sends(bool hasBegun, int code)
    {
        for (var i = 0; i < 10; i++)
        {
            using var client = new ClientWebSocket();
            client.Options.AddSubProtocol("graphql-transport-ws");
            await client.ConnectAsync(new UriBuilder(world.Address) { Scheme = "ws", Path = "/graphql" }.Uri, Cancelled);
            if (hasBegun)
            {
                await client.SendAsync("""{"type":"connection_init"}"""u8.ToArray(), WebSocketMessageType.Text, true, Cancelled);
                await client.ReceiveAsync(new byte[100], Cancelled);
            }

            var sending = client.SendAsync(new byte[4 << 20], WebSocketMessageType.Text, true, Cancelled);
            await client.ReceiveAsync(new byte[100], Cancelled);
            Assert.Equal(code, (int?)client.CloseStatus);
            await sending;
        }
    }

    /// <summary>A request whose statement ran would wait for the lock and answer HC0045.</summary>
    private async Task WhileLockedAsync(Func<Task> ask)
    {
        await using var locked = await world.LockDocumentsAsync();
        await ask();
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static string Documented(string selection, int first = 1) => $"{{ documents(first: {first}) {{ {selection} }} }}";

    private static string Tokens(int count, string more) => Documented($"nodes {{ {Repeat("... { id } ", (count - 13) / 4)}{more} }}");

    private static string Filtered(int count) =>
        $"{{ documents(where: {{ or: [{string.Join(' ', Enumerable.Range(0, count).Select(i => $"{{ title: {{ eq: \"{i}\" }} }}"))}] }}) "
            + "{ totalCount } }";

    private static string Titled(string condition) => $"{{ documents(where: {{ title: {{ {condition} }} }}) {{ totalCount }} }}";

    private static string Directed(string directives) => $"{{ me {{ name {directives} }} }}";

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    private static MultipartFormDataContent Form(int files)
    {
        var names = Enumerable.Range(0, files).Select(i => $"f{i}").ToList();
        var query =
            $"mutation({string.Join(' ', names.Select(n => $"${n}: Upload!"))}) "
                + $"{{ {string.Join(' ', names.Select(n => $"{n}: uploadFile(input: {{ file: ${n} }}) {{ file {{ id }} }}"))} }}";
        var form = new MultipartFormDataContent
        {
            {
                new StringContent(JsonSerializer.Serialize(new { query, variables = names.ToDictionary(n => n, _ => (string?)null) })),
                "operations"
            },
            { new StringContent(JsonSerializer.Serialize(names.ToDictionary(n => n, n => new[] { $"variables.{n}" }))), "map" },
        };
        foreach (var name in names)
        {
            form.Add(new ByteArrayContent([1]), name, name);
        }

        return form;
    }

    private static string? Code(JsonNode answer) => (string?)answer["errors"]?[0]?["extensions"]?["code"];

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}

/// <summary>One process with small limits and one connection for reads.</summary>
public sealed class LimitedWorld : JimWorld
{
    public static IReadOnlyDictionary<string, string> Small { get; } = new Dictionary<string, string>
    {
        ["JIM_LIMIT_BODY_BYTES"] = "3000", ["JIM_LIMIT_DOCUMENT_BYTES"] = "800", ["JIM_LIMIT_TOKENS"] = "61", ["JIM_LIMIT_FIELDS"] = "20",
        ["JIM_LIMIT_DEPTH"] = "5", ["JIM_LIMIT_ROOT_FIELDS"] = "6", ["JIM_LIMIT_ALIASES"] = "3", ["JIM_LIMIT_DIRECTIVES"] = "2",
        ["JIM_LIMIT_ERRORS"] = "2", ["JIM_LIMIT_VALUES"] = "10", ["JIM_LIMIT_PAGE"] = "7", ["JIM_LIMIT_FILTER_OPERATIONS"] = "3",
        ["JIM_LIMIT_SEARCH_WORDS"] = "2", ["JIM_LIMIT_PATTERN"] = "8",
        ["JIM_LIMIT_COST"] = "151",
        ["JIM_LIMIT_OPERATION_SECONDS"] = "3", ["JIM_LIMIT_WAITING"] = "1", ["JIM_LIMIT_FILES"] = "2", ["JIM_LIMIT_FILE_BYTES"] = "100",
        ["JIM_LIMIT_UPLOADS"] = "2", ["JIM_LIMIT_UPLOAD_BYTES"] = "150", ["JIM_LIMIT_UPLOADS_ALL"] = "3",
        ["JIM_LIMIT_SOCKETS_USER"] = "4", ["JIM_LIMIT_SOCKETS_ANONYMOUS"] = "5",
        ["JIM_LIMIT_SOCKETS_ADDRESS"] = "10", ["JIM_LIMIT_CACHE_BYTES"] = "8000000", ["JIM_LIMIT_UNSENT_BYTES"] = "1000000",
        ["JIM_LIMIT_SUBSCRIPTIONS"] = "2", ["JIM_LIMIT_INCOMING_BYTES"] = "300000", ["JIM_POOL_READS"] = "1", ["JIM_CACHE"] = "off",
    };

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    /// <summary>Until disposed, whatever reads documents waits.</summary>
    public async Task<IAsyncDisposable> LockDocumentsAsync()
    {
        var connection = new NpgsqlConnection($"{Database.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("begin; lock table documents in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    protected override async Task StartAsync()
    {
        foreach (var (name, value) in Small)
        {
            Environment[name] = value;
        }

        Gateway = await JimProcess.RunAsync(Environment);
    }
}
