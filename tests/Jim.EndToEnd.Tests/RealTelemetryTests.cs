namespace Jim.EndToEnd.Tests;

/// <summary>Gateway and worker apart, on the real services, with one receiver for both.</summary>
public sealed class RealTracedWorld : RealWorld
{
    public OtlpReceiver Receiver { get; private set; } = null!;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        Receiver = await OtlpReceiver.StartAsync();
        Environment.SendTo(Receiver);
    }
}

/// <summary>Traces go on from process to process through RabbitMQ, and into S3.</summary>
[Collection(RealWorld.Broker)]
public sealed class RealTelemetryTests(RealTracedWorld world) : IClassFixture<RealTracedWorld>
{
    [Fact]
    public async Task A_queued_mutation_and_its_job_in_the_worker_are_one_trace()
    {
        var queued = TracedRequests.Create.Replace("Input!)", "Input!) @queued", StringComparison.Ordinal);
        var trace = await TracedRequests.AskAsync(await world.As("alice"), queued, TracedRequests.BuildDocument("Queued"));

        foreach (var name in new[] { "mutation", "process job.normal", "job.run", "graphql.prepare", "graphql.run" })
        {
            await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Name == name);
        }

        await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Source == "RabbitMQ.Client.Publisher");
        await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Source == "RabbitMQ.Client.Subscriber");
        await world.Receiver.WaitForMetricAsync("jim.job.duration");
    }

    [Fact]
    public async Task An_upload_and_its_way_into_S3_are_one_trace()
    {
        var alice = await world.As("alice");
        var document = (await alice.DataAsync(TracedRequests.Create, TracedRequests.BuildDocument("With a file")))["createDocument"]!;
        var input = new JsonObject { ["documentId"] = (string?)document["document"]!["id"] };
        const string Upload = "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id } } }";
        var trace = await TracedRequests.RunAsync(
            () => alice.UploadAsync(new ByteArrayContent("%PDF-1.7\n"u8.ToArray()), "Zq8-name.pdf", Upload, input));

        string[] steps =
        [
            "file.authorize", "file.spool", "file.stage", "file.hint", "file.claim", "file.put", "file.verify", "file.commit", "file.clean",
        ];
        foreach (var step in steps)
        {
            await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Name == step && s.Source == "Jim.Files");
        }

        var put = await world.Receiver.WaitForSpanAsync(s => s.Trace == trace && s.Name == "S3.PutObject");
        Assert.Equal(TestServices.S3Bucket, put.Attributes["aws.s3.bucket"]);
        Assert.DoesNotContain("Zq8-name", world.Receiver.TraceText, StringComparison.Ordinal);
        Assert.DoesNotContain(alice.Token![..20], world.Receiver.TraceText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_span_and_metric_of_Jim_is_on_the_page()
    {
        await TracedRequests.AskAsync(await world.As("alice"), "{ documents(first: 1) { nodes { id } } }");
        await world.Receiver.WaitForMetricAsync("jim.operation.duration");

        var page = await File.ReadAllTextAsync(
            Path.Combine(JimProcess.RepositoryRoot(), "TELEMETRY.md"), TestContext.Current.CancellationToken);
        var names = world.Receiver.Spans.Where(s => s.Source.StartsWith("Jim", StringComparison.Ordinal)).Select(s => s.Name.Split(' ')[0])
            .Concat(world.Receiver.Metrics.Where(m => m.Value == "Jim").Select(m => m.Key));
        Assert.All(names.Distinct(), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }
}
