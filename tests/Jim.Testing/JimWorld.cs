using System.Globalization;
using System.Text.Json.Nodes;
using Jim.Data.Migrations;
using Xunit;

namespace Jim.Testing;

/// <summary>
/// A running Jim with a database of its own. The story is told in each world: with the embedded twins, and with the real services.
/// </summary>
public abstract class JimWorld : IAsyncLifetime
{
    public const string Alice = "11111111-1111-4111-8111-111111111111";
    public const string Bob = "22222222-2222-4222-8222-222222222222";
    public const string Carol = "33333333-3333-4333-8333-333333333333";

    private static readonly HttpClient Http = new();

    public TestDatabase Database { get; private set; } = null!;

    public JimProcess Gateway { get; protected set; } = null!;

    public Uri Address => Gateway.Address;

    public string Data { get; } = Directory.CreateTempSubdirectory("jim-e2e-").FullName;

    /// <summary>The issuer's address, as <c>http://127.0.0.1:8080/realms/jim</c>.</summary>
    public abstract string Issuer { get; }

    protected Dictionary<string, string> Environment { get; } = [];

    public virtual async ValueTask InitializeAsync()
    {
        Database = await CreateDatabaseAsync();
        var login = Database.Name + "_gateway";
        await Database.ExecuteAsync($"create role {login} login noinherit");
        Environment["DATABASE_URL"] = Database.UrlFor(login);
        Environment["DATABASE_OWNER_URL"] = Database.UrlFor("postgres");
        Environment["JIM_DATA"] = Data;
        Environment["JIM_LISTEN"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
        await StartAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        // What did not start is not there.
        await (Gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Database?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(Data, recursive: true);
        GC.SuppressFinalize(this);
    }

    public async Task<JimClient> As(string user) => new(Address, await TokenAsync(user));

    public JimClient Anonymous() => new(Address);

    public async Task<JimClient> AsService() => new(Address, await GrantAsync(new()
    {
        ["grant_type"] = "client_credentials", ["client_id"] = "jim-service", ["client_secret"] = "jim-service",
    }));

    public Task<string> TokenAsync(string user) => GrantAsync(new()
    {
        ["grant_type"] = "password", ["client_id"] = "jim-app", ["username"] = user, ["password"] = user, ["scope"] = "openid",
    });

    public async Task<string> GrantAsync(Dictionary<string, string> form)
    {
        using var answer = await Http.PostAsync(new Uri($"{Issuer}/protocol/openid-connect/token"), new FormUrlEncodedContent(form));
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return (string?)json["access_token"] ?? throw new InvalidOperationException(json.ToJsonString());
    }

    /// <summary>Lets a process start in this world, as another worker.</summary>
    public Dictionary<string, string> EnvironmentWith(params (string Name, string Value)[] changes)
    {
        var copy = new Dictionary<string, string>(Environment);
        foreach (var (name, value) in changes)
        {
            copy[name] = value;
        }

        return copy;
    }

    /// <summary>As the first start leaves it with the world's model; what that start does is tested where it is the matter.</summary>
    protected virtual Task<TestDatabase> CreateDatabaseAsync() => Environment.GetValueOrDefault("JIM_MODEL") == "none"
        ? TestDatabase.CopyMigratedAsync(DataModel.None, seeded: false)
        : TestDatabase.CopyMigratedAsync(DataModel.Starter, seeded: true);

    protected abstract Task StartAsync();
}

/// <summary>One process, nothing but Postgres beside it.</summary>
public class EmbeddedWorld : JimWorld
{
    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    protected override async Task StartAsync() => Gateway = await JimProcess.RunAsync(Environment);
}

/// <summary>The same with batches of up to three operations.</summary>
public sealed class BatchWorld : EmbeddedWorld
{
    public BatchWorld() => Environment["JIM_LIMIT_BATCH"] = "3";
}

/// <summary>Gateway apart from worker and keeper, on the services that the environment names.</summary>
public abstract class ApartWorld : JimWorld
{
    public JimProcess Worker { get; private set; } = null!;

    public override async ValueTask DisposeAsync()
    {
        if (Worker is not null)
        {
            await Worker.DisposeAsync();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A worker listens too, for its health.</summary>
    public Dictionary<string, string> WorkerEnvironment() => EnvironmentWith(
        ("JIM_PROCESS", "worker,keeper"), ("JIM_PUBLIC_URL", Environment["JIM_LISTEN"]),
        ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}")));

    public async Task RestartWorkerAsync()
    {
        await Worker.DisposeAsync();
        Worker = await JimProcess.RunAsync(WorkerEnvironment());
    }

    /// <summary>Names the services in <see cref="JimWorld.Environment"/>.</summary>
    protected abstract Task PrepareAsync();

    protected override async Task StartAsync()
    {
        await PrepareAsync();
        Gateway = await JimProcess.RunAsync(EnvironmentWith(("JIM_PROCESS", "gateway")));
        Worker = await JimProcess.RunAsync(WorkerEnvironment());
    }

    protected void UseS3()
    {
        Environment["S3_ENDPOINT"] = TestServices.S3;
        Environment["S3_REGION"] = TestServices.S3Region;
        Environment["S3_BUCKET"] = TestServices.S3Bucket;
        Environment["S3_ACCESS_KEY_ID"] = TestServices.S3AccessKey;
        Environment["S3_SECRET_ACCESS_KEY"] = TestServices.S3SecretKey;
    }
}

/// <summary>Gateway, worker and keeper apart, on Redis, RabbitMQ, S3 and Keycloak.</summary>
public class RealWorld : ApartWorld
{
    /// <summary>The collection of the classes on such a world: their workers take jobs from the broker's one set of queues, so they run
    /// one after another.</summary>
    public const string Broker = "workers on RabbitMQ";

    private static int worlds;
    private bool _isOneOfThem;

    public override string Issuer => TestServices.Issuer;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_isOneOfThem)
        {
            Interlocked.Decrement(ref worlds);
        }

        GC.SuppressFinalize(this);
    }

    protected override Task PrepareAsync()
    {
        _isOneOfThem = true;
        if (Interlocked.Increment(ref worlds) > 1)
        {
            throw new InvalidOperationException(
                $"Two worlds take each other's messages from the broker: put {GetType().Name}'s class into [Collection(RealWorld.Broker)].");
        }

        Environment["REDIS_URL"] = TestServices.Redis;
        Environment["RABBITMQ_URL"] = TestServices.RabbitMqFor("end-to-end");
        UseS3();
        Environment["OIDC_ISSUER"] = Issuer;
        return Task.CompletedTask;
    }
}
