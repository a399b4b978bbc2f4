using Jim.Platform.Files;
using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Jim.Platform.Messaging;
using Jim.Postgres.Rights;
using Jim.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Jim.Server.Tests.Http;

/// <summary>Kestrel with <c>/files</c> over a real database and a directory store. The header <c>X-Who</c> stands for the token.</summary>
public sealed class FileServer : IAsyncDisposable
{
    private static readonly Caller Alice = new("jim_user", "11111111-1111-4111-8111-111111111111", [], null, null, null, null);
    private static readonly Caller Bob = Alice with { Subject = "22222222-2222-4222-8222-222222222222" };
    private readonly string _root = Directory.CreateTempSubdirectory("jim-test-").FullName;
    private readonly SemaphoreSlim _making = new(1);
    private MigratedDatabase? _database;
    private WebApplication? _app;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public async ValueTask ReadyAsync()
    {
        await _making.WaitAsync();
        try
        {
            if (_app is null)
            {
                await StartAsync();
            }
        }
        finally
        {
            _making.Release();
        }
    }

    public Task<StagedFile> UploadAsync(byte[] bytes, string name, string? type = null) =>
        Services.GetRequiredService<FileUploads>().StageAsync(
            new UploadPart(new MemoryStream(bytes), name, type), new UploadTarget.NewFile(), Alice, TestContext.Current.CancellationToken);

    public async Task<StagedFile> StoreAsync(byte[] bytes, string name, string? type = null)
    {
        var file = await UploadAsync(bytes, name, type);
        Assert.True(await Services.GetRequiredService<JobRunner>().RunAsync(file.JobId, TestContext.Current.CancellationToken));
        return file;
    }

    /// <summary>Flips a bit of the stored object's byte at a position.</summary>
    public void Corrupt(StagedFile file, long position = 0)
    {
        var key = ObjectKeys.ForVersion("default", file.FileId, file.VersionId);
        using var stored = File.Open(Path.Combine(_root, "store", key), FileMode.Open);
        stored.Position = position;
        var found = stored.ReadByte();
        stored.Position = position;
        stored.WriteByte((byte)(found ^ 1));
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            Client.Dispose();
            await _app.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _making.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private async Task StartAsync()
    {
        _database = await MigratedDatabase.CreateAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services
            .AddSingleton(_database.Gateway)
            .AddSingleton<IMessageBus, QuietBus>()
            .AddJimJobs(new JobsOptions(), runsJobs: false, keeps: false)
            .AddSingleton<JobRunner>()
            .AddSingleton(new FileTargets([new DirectoryStore("disk", Path.Combine(_root, "store"))]))
            .AddJimFiles(new FilesOptions(Path.Combine(_root, "spool")) { SpoolFreeMin = 0 }, copies: false);
        var app = builder.Build();
        app.MapFiles(CallerOfAsync);
        await app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        _app = app;
    }

    private static ValueTask<Caller?> CallerOfAsync(HttpContext context)
    {
        var who = context.Request.Headers["X-Who"].ToString();
        if (who == "forged")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return ValueTask.FromResult<Caller?>(null);
        }

        return ValueTask.FromResult<Caller?>(who switch { "alice" => Alice, "bob" => Bob, _ => Caller.Anonymous });
    }

    /// <summary>Takes every message; the test itself runs the jobs.</summary>
    private sealed class QuietBus : IMessageBus
    {
        public bool IsConnected => true;

        public Task PublishAsync(string queue, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task PublishEventAsync(
            string routingKey, string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task<long> CountAsync(string queue, CancellationToken cancellationToken) => Task.FromResult(0L);

        public Task<IAsyncDisposable> ConsumeAsync(
            string queue, int prefetch, Func<ReadOnlyMemory<byte>, CancellationToken, Task> handler, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task BroadcastAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IAsyncDisposable> ListenAsync(Action<ReadOnlyMemory<byte>> handler, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
