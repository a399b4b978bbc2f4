using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Jim.Containers.Tests;

/// <summary>
/// The stack of docker-compose.yml with deploy/development.env as it stands, but for the port: all of it in containers, reached through
/// nginx. One for the whole suite, whose tests run one after the other.
/// </summary>
public sealed class ContainerStack : IAsyncLifetime
{
    public const string Name = "the stack in containers";

    private const string Script = "tests/containers/stack.sh";
    private static readonly TimeSpan within = TimeSpan.FromMinutes(15); // the images are made the first time
    private static readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Dictionary<string, string> _environment = [];
    private Process? _engine;
    private bool _isServed;

    /// <summary>nginx.</summary>
    public Uri Address { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{FreePort.Next()}"));

    /// <summary>The issuer as clients see it.</summary>
    public string Issuer => $"{Address.AbsoluteUri}realms/jim";

    public async ValueTask InitializeAsync()
    {
        if (await ScriptAsync("lacks") is { Length: > 0 } lacks)
        {
            TestServices.Refuse(lacks);
        }

        // A kernel that starts no container is no fault of Jim, so that this is no failure in CI either.
        if (await ScriptAsync("refuses") is { Length: > 0 } refuses)
        {
            Assert.Skip(refuses);
        }

        _environment["COMPOSE_PROJECT_NAME"] = $"jim-test-{Environment.ProcessId}";
        _environment["JIM_PORT"] = Address.Port.ToString(CultureInfo.InvariantCulture);
        _environment["JIM_PUBLIC_URL"] = Address.AbsoluteUri.TrimEnd('/');
        _environment["OIDC_ISSUER"] = Issuer;
        await ServeAsync();
        await UpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is null)
        {
            return;
        }

        if (_isServed)
        {
            await KeepLogsAsync();
            await ComposeAsync("down", "--volumes", "--remove-orphans", "--timeout", "5");
        }

        _engine.StandardInput.Close();
        await _engine.WaitForExitAsync();
        _engine.Dispose();
    }

    /// <summary>A variable of the composition, from the next call on.</summary>
    public void Set(string variable, string value) => _environment[variable] = value;

    /// <summary>Starts what does not run, in the order of its conditions, and waits until nginx has a healthy gateway and Keycloak
    /// answers.</summary>
    public async Task UpAsync(params string[] arguments)
    {
        await ComposeAsync(["up", "--detach", "--no-build", .. arguments]);
        await Eventually.Holds(IsReadyAsync, TimeSpan.FromMinutes(4));
    }

    /// <summary>Sees to it that so many healthy containers of a service run, and waits as <see cref="UpAsync"/> does; the other services
    /// are left as they are.</summary>
    public async Task ScaleAsync(string service, int count)
    {
        if (!await AreHealthyAsync(service, count))
        {
            var scale = string.Create(CultureInfo.InvariantCulture, $"{service}={count}");
            await ComposeAsync("up", "--detach", "--no-build", "--no-deps", "--no-recreate", "--scale", scale, service);
            await Eventually.Holds(async () => await AreHealthyAsync(service, count), TimeSpan.FromMinutes(2), $"{service} is healthy");
        }

        await Eventually.Holds(IsReadyAsync, TimeSpan.FromMinutes(2));
    }

    /// <summary>The name of a volume or network of the composition, as the engine knows it.</summary>
    public string NameOf(string part) => $"{_environment["COMPOSE_PROJECT_NAME"]}_{part}";

    /// <summary>What the engine tells of a container or an image.</summary>
    public async Task<JsonNode> InspectAsync(params string[] arguments) =>
        JsonNode.Parse(await EngineAsync([.. arguments[..^1], "inspect", arguments[^1]]))!.AsArray()[0]!;

    /// <summary>As the engine tells the container's health: <c>starting</c>, <c>healthy</c> or <c>unhealthy</c>.</summary>
    public async Task<string> HealthAsync(string container) =>
        (await EngineAsync("inspect", "--format", "{{.State.Health.Status}}", container)).Trim();

    /// <summary>What a gateway itself says, asked at its address on the network that nginx is on; false where it does not run.</summary>
    public async Task<bool> IsGatewayReadyAsync(string container)
    {
        var settings = await InspectAsync(container);
        if (!(bool)settings["State"]!["Running"]!
            || (string?)settings["NetworkSettings"]!["Networks"]![NameOf("outside")]!["IPAddress"] is not { Length: > 0 } address)
        {
            return false;
        }

        try
        {
            using var answer = await http.GetAsync(new Uri($"http://{address}:8080/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>docker-compose with these arguments; its standard output.</summary>
    public Task<string> ComposeAsync(params string[] arguments) =>
        ShellCommand.OutputAsync(Script, ["compose", .. arguments], _environment, within);

    /// <summary>
    /// A command in a container of its own, to its end, with what it wrote; nothing that it needs is started. In the background, because
    /// docker-compose 1.29 waits for ever for the end of podman's output.
    /// </summary>
    public async Task<string> RunAsync(string service, params string[] arguments)
    {
        var container = (await ComposeAsync(["--profile", "backup", "run", "--detach", "--no-deps", service, .. arguments])).Trim();
        var status = (await EngineAsync("wait", container)).Trim();
        var log = await EngineAsync("logs", container);
        await EngineAsync("rm", container);
        Assert.True(status == "0", $"{service} {string.Join(' ', arguments)}: {status}\n{log}");
        return log;
    }

    /// <summary>Replaces the containers of Jim, as <c>./jim update</c> does.</summary>
    public Task<string> UpdateAsync() => ShellCommand.OutputAsync(Script, ["update"], _environment, within);

    /// <summary>The engine's own command, with its standard output.</summary>
    public Task<string> EngineAsync(params string[] arguments) =>
        ShellCommand.OutputAsync(Script, ["engine", .. arguments], _environment, within);

    /// <summary>The ids of the containers of a service that run, found by docker-compose's labels.</summary>
    /// <param name="filters">More of the engine's filters, as <c>health=healthy</c>.</param>
    public async Task<string[]> ContainersAsync(string service, params string[] filters)
    {
        string[] all =
        [
            $"label=com.docker.compose.project={_environment["COMPOSE_PROJECT_NAME"]}", $"label=com.docker.compose.service={service}",
            "label=com.docker.compose.oneoff=False", "status=running", .. filters,
        ];
        var ids = await EngineAsync(["ps", "--quiet", "--no-trunc", .. all.SelectMany(filter => (string[])["--filter", filter])]);
        return ids.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Runs SQL as the superuser of the stack's Postgres.</summary>
    public async Task<string> SqlAsync(string sql)
    {
        const string Psql = "PGPASSWORD=$(cat /run/secrets/postgres_password) exec psql -h 127.0.0.1 -U postgres -d jim -qtAc \"$1\"";
        return await EngineAsync("exec", (await ContainersAsync("postgres"))[0], "sh", "-c", Psql, "-", sql);
    }

    public async Task<JimClient> As(string user) => new(Address, await TokenAsync(user));

    /// <summary>nginx answers 502 to 504 for a Keycloak that has just begun to run, or is busy, and Keycloak 500 where its Postgres was
    /// killed: then it is asked again.</summary>
    public async Task<string> TokenAsync(string user)
    {
        var token = string.Empty;
        await Eventually.Holds(
            async () =>
            {
                using var form = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "password", ["client_id"] = "jim-app", ["username"] = user, ["password"] = user, ["scope"] = "openid",
                });
                using var answer = await http.PostAsync(new Uri($"{Issuer}/protocol/openid-connect/token"), form);
                if (answer.StatusCode >= HttpStatusCode.InternalServerError)
                {
                    return false;
                }

                var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                token = (string?)json["access_token"] ?? throw new InvalidOperationException(json.ToJsonString());
                return true;
            },
            TimeSpan.FromSeconds(90), "Keycloak answers");
        return token;
    }

    private async Task<bool> AreHealthyAsync(string service, int count) =>
        (await ContainersAsync(service)).Length == count && (await ContainersAsync(service, "health=healthy")).Length == count;

    /// <summary>Makes the images and starts the engine, which this test ends by closing its input.</summary>
    private async Task ServeAsync()
    {
        _engine = ShellCommand.Start(Script, ["serve"], hasInput: true);
        var errors = _engine.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(within);
        _isServed = await _engine.StandardOutput.ReadLineAsync(deadline.Token) == "ready";
        if (!_isServed)
        {
            _engine.StandardInput.Close();
            Assert.Fail($"the engine is not served: {await errors}");
        }
    }

    private static async Task<string> ScriptAsync(string verb) => (await ShellCommand.OutputAsync(Script, [verb])).Trim();

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var nginx = await http.GetAsync(new Uri(Address, "/health/ready"));
            using var keycloak = await http.GetAsync(new Uri($"{Issuer}/.well-known/openid-configuration"));
            if (!nginx.IsSuccessStatusCode || !keycloak.IsSuccessStatusCode)
            {
                return false;
            }
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }

        var gateways = await Task.WhenAll((await ContainersAsync("gateway")).Select(IsGatewayReadyAsync));
        return gateways.All(ready => ready);
    }

    private async Task KeepLogsAsync()
    {
        if (Environment.GetEnvironmentVariable("JIM_TEST_LOGS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "containers.log"), await ComposeAsync("logs", "--no-color"));
        }
    }
}

/// <summary>Every test of the suite uses the one stack, one after the other.</summary>
[CollectionDefinition(ContainerStack.Name)]
public sealed class ContainerStackCollection : ICollectionFixture<ContainerStack>;
