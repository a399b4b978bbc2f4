using System.Net;
using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// Gateway and worker apart, with a broker of their own to be stopped, and jobs that wait three seconds for a worker that died.
/// </summary>
public sealed class BrokerWorld : ApartWorld
{
    public RabbitMqServer Broker { get; private set; } = null!;

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Broker.DisposeAsync();
    }

    protected override async Task PrepareAsync()
    {
        UseS3();
        Broker = await RabbitMqServer.StartNewAsync();
        Environment["RABBITMQ_URL"] = Broker.Url.AbsoluteUri;
        Environment["JIM_JOB_LEASE_SECONDS"] = "3";
    }
}

/// <summary>Workers are killed and the broker forgets: what was acknowledged happens all the same, and once.</summary>
public sealed class FaultsOfTheBroker(BrokerWorld world) : IClassFixture<BrokerWorld>
{
    private const string Create = "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } } }";
    private const string Queue = "mutation($input: CreateDocumentInput!) @queued { createDocument(input: $input) { document { id } } }";
    private const string Upload =
        "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id state url sha256 } errors { ... on Error { "
            + "message code } } } }";
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_worker_killed_in_the_middle_of_a_store_loses_nothing_and_doubles_nothing()
    {
        const long Size = 100L << 20;
        var alice = await world.As("alice");
        var document = await DocumentAsync(alice);
        var file = await UploadAsync(alice, document, new StreamContent(new EndlessStream(Size)));
        var id = (string)file["id"]!;
        await Eventually.Holds(() => StateAsync(id, "storing"), Recovery);
        world.Worker.Kill();
        await world.Worker.ExitAsync(TimeSpan.FromSeconds(10));
        Assert.True(await StateAsync(id, "storing"), "it was killed too late");

        await world.RestartWorkerAsync();
        await StoredAsync(id);
        Assert.Equal(1, await StoredEventsAsync(document));
        Assert.Equal(2, await world.Database.ScalarAsync<long>($"select fence from jim.jobs where payload->>'fileId' = '{id}'"));
        Assert.Equal(1, await world.Database.ScalarAsync<long>($"select count(*) from jim.file_versions where file_id = '{id}'"));
        using var back = await alice.SendAsync(HttpMethod.Get, (string)file["url"]!);
        await using var content = await back.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            await SHA256.HashDataAsync(
                new EndlessStream(Size), TestContext.Current.CancellationToken), await SHA256.HashDataAsync(content,
                TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broker_that_is_killed_and_forgets_everything_costs_time_only(bool wiped)
    {
        var alice = await world.As("alice");
        var document = await DocumentAsync(alice);
        var before = await QueueManyAsync(alice, 10);
        await world.Broker.KillAsync();
        var during = await QueueManyAsync(alice, 3);
        var file = await UploadAsync(alice, document, new ByteArrayContent(RandomNumberGenerator.GetBytes(100_000)));
        Assert.Equal("STAGED", (string?)file["state"]);
        if (wiped)
        {
            world.Broker.Wipe();
        }

        await world.Broker.StartAsync();
        await StoredAsync((string)file["id"]!);
        Assert.Equal(1, await StoredEventsAsync(document));
        foreach (var (job, row) in before.Concat(during))
        {
            await Eventually.Holds(
                () => world.Database.ScalarAsync<bool>($"select state = 'succeeded' from jim.jobs where id = '{job}'"), Recovery);
            Assert.Equal(1, await world.Database.ScalarAsync<long>($"select count(*) from public.documents where id = '{row}'"));
            Assert.Equal(
                1,
                await world.Database.ScalarAsync<long>(
                    $"select count(*) from jim.change where tbl = 'public.documents'::regclass and op = 'I' and key = array['{row}']"));
        }

        var after = await QueueManyAsync(alice, 1);
        await Eventually.Holds(
            () => world.Database.ScalarAsync<bool>($"select state = 'succeeded' from jim.jobs where id = '{after[0].Job}'"),
            Recovery);
    }

    private static async Task<Guid> DocumentAsync(JimClient client)
    {
        var id = Guid.NewGuid();
        await client.DataAsync(Create, new { input = new { id, title = "With a file", status = "DRAFT" } });
        return id;
    }

    private static async Task<List<(string Job, Guid Row)>> QueueManyAsync(JimClient client, int count)
    {
        var made = new List<(string, Guid)>();
        for (var i = 0; i < count; i++)
        {
            var id = Guid.NewGuid();
            using var response = await client.PostAsync(Queue, new { input = new { id, title = "Queued", status = "DRAFT" } });
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            made.Add(((string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["extensions"]!["job"]!["id"]!, id));
        }

        return made;
    }

    private static async Task<JsonNode> UploadAsync(JimClient client, Guid document, HttpContent content)
    {
        using var answer = await client.UploadAsync(content, "data.bin", Upload, new JsonObject { ["documentId"] = document.ToString() });
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return json["data"]?["uploadFile"]?["file"] ?? throw new InvalidOperationException(json.ToJsonString());
    }

    private Task<bool> StateAsync(string file, string state) =>
        world.Database.ScalarAsync<bool>($"select exists (select from jim.file_versions where file_id = '{file}' and state = '{state}')");

    private Task StoredAsync(string file) =>
        Eventually.Holds(() => world.Database.ScalarAsync<bool>($"select state = 'stored' from jim.files where id = '{file}'"), Recovery);

    private Task<long> StoredEventsAsync(Guid document) =>
        world.Database.ScalarAsync<long>(
            $"select count(*) from public.document_events where document_id = '{document}' and kind = 'file_stored'");
}
