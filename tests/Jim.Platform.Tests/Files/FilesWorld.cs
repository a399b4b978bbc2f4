using System.Security.Cryptography;
using Jim.Platform.Files;
using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Jim.Platform.Tests.Jobs;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Tests.Files;

/// <summary>The Files room over a real database with alice, bob and a document of alice; spool and store are directories.</summary>
public sealed class FilesWorld : IAsyncDisposable
{
    public static readonly Caller Alice = Person("11111111-1111-4111-8111-111111111111");
    public static readonly Caller Bob = Person("22222222-2222-4222-8222-222222222222");

    /// <summary>Bob as the service account.</summary>
    public static Caller Service { get; } = Bob with { Role = "jim_service", Roles = ["jim-service"] };
    /// <summary>The starter model's <c>document_id</c>, as the schema finds it.</summary>
    internal static readonly AttachmentColumn Documents = new(
        "documentId", "\"document_id\"", "files_document_id_fkey", "select from public.documents where id = $1 and deleted_at is null");

    private readonly TemporaryDirectory _root = new();
    private readonly SemaphoreSlim _making = new(1);
    private MigratedDatabase? _database;

    public Guid AlicesDocument { get; } = Guid.NewGuid();

    public NpgsqlDataSource Gateway => _database!.Gateway;

    public NpgsqlDataSource Superuser => _database!.Database.DataSource;

    public string SpoolPath => Path.Combine(_root.Path, "spool");

    internal HandBus Bus { get; } = new();

    internal FilesOptions Options { get; set; } = null!;

    internal Spool Spool { get; private set; } = null!;

    internal JobsOptions JobsOptions { get; } = new() { PublishGrace = TimeSpan.Zero, Renewal = TimeSpan.FromMilliseconds(50) };

    internal JobStore Jobs { get; private set; } = null!;

    /// <summary>Called by each test of the class, because only a test can be skipped where Postgres is missing.</summary>
    public async ValueTask ReadyAsync()
    {
        await _making.WaitAsync();
        try
        {
            if (_database is null)
            {
                await MakeAsync();
            }
        }
        finally
        {
            _making.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _making.Dispose();
        _root.Dispose();
    }

    public Task ExecuteAsync(string sql) => _database!.Database.ExecuteAsync(sql);

    /// <summary>One value, as superuser.</summary>
    public async Task<T> ValueAsync<T>(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Holds what the statement locks until disposed.</summary>
    internal async Task<HeldRows> HoldAsync(string sql)
    {
        var connection = await Superuser.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new HeldRows(this, connection, transaction);
    }

    internal FileUploads Uploads(IMessageBus? bus = null) =>
        new(Gateway, Spool, new JobQueue(bus ?? Bus, NullLogger<JobQueue>.Instance), Options, TimeProvider.System);

    internal IObjectStore Disk(string name = "disk") => new DirectoryStore(name, Path.Combine(_root.Path, "store", name));

    internal FileStoreHandler Handler(params IObjectStore[] stores) =>
        new(Gateway, Spool, new FileTargets(stores.Length > 0 ? stores : [Disk()]), Options);

    /// <summary>A version is stored when every target has it.</summary>
    internal FileStoreHandler HandlerToAll(params IObjectStore[] stores) =>
        new(Gateway, Spool, new FileTargets(stores), Options with { Copies = stores.Length });

    internal JobRunner Runner(params IJobHandler[] handlers) => Runner(Jobs, handlers.Length > 0 ? handlers : [Handler()]);

    internal JobRunner Runner(JobStore store, params IJobHandler[] handlers) =>
        new(
            store, new JobQueue(Bus, NullLogger<JobQueue>.Instance), handlers, JobsOptions, TimeProvider.System,
            NullLogger<JobRunner>.Instance);

    /// <summary>The gateway's login with settings of its own, as <c>-c lock_timeout=100</c>.</summary>
    internal NpgsqlDataSource ConnectWith(string options) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_database!.GatewayConnectionString) { Options = options });

    internal FileDownloads Downloads(params IObjectStore[] stores) => new(
        Gateway, new FileTargets(stores.Length > 0 ? stores : [Disk()]), new FileProofs(Gateway, NullLogger<FileProofs>.Instance));

    /// <summary>Flips a bit of a copy on a disk.</summary>
    internal void Flip(StagedFile file, long position, string disk = "disk")
    {
        var key = ObjectKeys.ForVersion("default", file.FileId, file.VersionId);
        using var stored = File.Open(Path.Combine(_root.Path, "store", disk, key), FileMode.Open);
        stored.Position = position;
        var found = stored.ReadByte();
        stored.Position = position;
        stored.WriteByte((byte)(found ^ 1));
    }

    internal async Task<byte[]> DownloadAsync(Guid fileId, Caller? caller = null)
    {
        var content = await Downloads().OpenAsync(fileId, null, caller ?? Alice);
        await using var stream = await content!.ReadAsync(TestContext.Current.CancellationToken);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        return copy.ToArray();
    }

    /// <summary>As if the worker had been dead for the length of its lease.</summary>
    internal Task LapseAsync(Guid jobId) => ExecuteAsync($"update jim.jobs set lease_until = now() - interval '1 s' where id = '{jobId}'");

    /// <summary>Uploads and stores; returns the file.</summary>
    internal async Task<StagedFile> StoreAsync(byte[] bytes, string name = "a.bin", string? type = null, UploadTarget? target = null)
    {
        var file = await UploadAsync(bytes, name, type, target);
        Assert.True(await Runner().RunAsync(file.JobId, CancellationToken.None));
        return file;
    }

    internal Task<StagedFile> UploadAsync(
        byte[] bytes, string name = "a.bin", string? type = null, UploadTarget? target = null, Caller? caller = null) =>
        Uploads().StageAsync(
            new UploadPart(new MemoryStream(bytes), name, type), target ?? new UploadTarget.NewFile(),
            caller ?? Alice, TestContext.Current.CancellationToken);

    /// <summary>A file of a document, as <c>uploadFile(input: { documentId })</c> makes it.</summary>
    internal static UploadTarget To(Guid document) => new UploadTarget.NewFile { Attachments = [new(Documents, document)] };

    internal static byte[] Bytes(int length) => RandomNumberGenerator.GetBytes(length);

    private async Task MakeAsync()
    {
        var database = await MigratedDatabase.CreateAsync();
        await database.Database.ExecuteAsync($"""
            insert into public.users (id, display_name) values ('{Alice.Subject}', 'alice'), ('{Bob.Subject}', 'bob');
            insert into public.documents (id, owner_id, title) values ('{AlicesDocument}', '{Alice.Subject}', 'plan');
            """);
        _database = database;
        Options = new FilesOptions(SpoolPath) { SpoolFreeMin = 0 };
        Spool = new Spool(SpoolPath, 0);
        Jobs = new JobStore(Gateway, JobsOptions);
    }

    private static Caller Person(string id) => new("jim_user", id, [], "Someone", null, "jim-app", null);
}
