using Jim.Platform.Files;
using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Jim.Platform.Tests.Files;

namespace Jim.Platform.Tests.Jobs;

/// <summary>The whole way of uploads over a bus and a store, with two workers and a keeper; run on both buses and both stores.</summary>
public abstract class WorkOverBusContract(FilesWorld world) : FilesTests(world)
{
    private readonly JobsOptions _options = new()
    {
        PublishGrace = TimeSpan.Zero, Sweep = TimeSpan.FromMilliseconds(200), Drain = TimeSpan.FromSeconds(5),
    };

    protected IMessageBus Bus { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Bus = Make();
        await Eventually.Holds(() => Bus.IsConnected, TimeSpan.FromSeconds(20));
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (Bus is not null)
        {
            await Bus.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("s3")]
    public async Task Doubled_and_shuffled_messages_do_what_one_run_in_order_does(string kind)
    {
        await using var store = new FaultyStore(Store(kind));
        using var first = await WorkerAsync(store);
        using var second = await WorkerAsync(store);
        var files = new List<(StagedFile File, byte[] Bytes)>();
        for (var i = 0; i < 10; i++)
        {
            var bytes = FilesWorld.Bytes(10_000 + i);
            files.Add((await UploadAsync(bytes), bytes));
        }

        var messages = Enumerable.Repeat(files, 10).SelectMany(f => f).ToArray();
        Random.Shared.Shuffle(messages);
        await Task.WhenAll(
            messages.Select(m => Bus.PublishAsync(JobQueue.FileSmall, JobMessage.Write(m.File.JobId, JobQueue.FileStoreKind), Ct)));

        foreach (var (file, bytes) in files)
        {
            await StoredAsync(file);
            Assert.Equal(bytes, await ReadAsync(store, file));
            Assert.Equal(1, await World.ValueAsync<long>(
                $"select count(*) from jim.events where subject_id = '{file.FileId}' and kind = 'stored'"));
        }

        await StopAsync(first, second);
        Assert.Equal(files.Count, store.Puts);
    }

    [Fact]
    public async Task Files_whose_messages_never_came_are_stored_all_the_same()
    {
        var file = await World.UploadAsync([1, 2, 3]);
        await using var store = Store("directory");
        using var worker = await WorkerAsync(store);
        using var keeper = new Keeper(
            World.Gateway, [new Sweeper(new JobStore(World.Gateway, _options), Queue(), _options)], _options, TimeProvider.System,
            NullLogger<Keeper>.Instance);

        await keeper.StartAsync(Ct);
        await StoredAsync(file);

        await keeper.StopAsync(Ct);
        await StopAsync(worker);
    }

    [Fact]
    public async Task A_poisonous_message_holds_nobody_up()
    {
        await using var store = Store("directory");
        using var worker = await WorkerAsync(store);

        await Bus.PublishAsync(JobQueue.FileSmall, "poison"u8.ToArray(), Ct);
        await Bus.PublishAsync(JobQueue.FileSmall, JobMessage.Write(Guid.NewGuid(), JobQueue.FileStoreKind), Ct);
        var file = await UploadAsync([1]);

        await StoredAsync(file);
        await StopAsync(worker);
    }

    protected abstract IMessageBus Make();

    private static async Task StopAsync(params JobWorker[] workers)
    {
        foreach (var worker in workers)
        {
            await worker.StopAsync(Ct);
        }
    }

    private JobQueue Queue() => new(Bus, NullLogger<JobQueue>.Instance);

    private IObjectStore Store(string kind) => kind == "s3" ? new S3Store(S3StoreTests.Options) : World.Disk();

    private Task<StagedFile> UploadAsync(byte[] bytes) =>
        World.Uploads(Bus)
            .StageAsync(new UploadPart(new MemoryStream(bytes), "a.bin", null), new UploadTarget.NewFile(), FilesWorld.Alice, Ct);

    private async Task<JobWorker> WorkerAsync(IObjectStore store)
    {
        var runner = new JobRunner(
            new JobStore(World.Gateway, _options), Queue(), [World.Handler(store)], _options, TimeProvider.System,
            NullLogger<JobRunner>.Instance);
        var turns = new JobTurns(World.Gateway, runner, Queue(), _options, TimeProvider.System);
        var worker = new JobWorker(Bus, runner, turns, _options, TimeProvider.System, NullLogger<JobWorker>.Instance);
        await worker.StartAsync(Ct);
        await worker.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        return worker;
    }

    private async Task StoredAsync(StagedFile file) => await Eventually.Holds(
        async () => await World.ValueAsync<string>($"select state::text from jim.files where id = '{file.FileId}'") == "stored",
        TimeSpan.FromSeconds(30));

    private async Task<byte[]> ReadAsync(IObjectStore store, StagedFile file)
    {
        var content = await World.Downloads(store).OpenAsync(file.FileId, null, FilesWorld.Alice);
        await using var stream = await content!.ReadAsync(Ct);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Ct);
        return copy.ToArray();
    }
}
