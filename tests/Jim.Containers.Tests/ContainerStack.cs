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

    private static readonly TimeSpan within = TimeSpan.FromMinutes(15); // the images are made the first time
    private static readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Dictionary<string, string> _environment = [];
    private Process? _engine;

    /// <summary>nginx.</summary>
    public Uri Address { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{FreePort.Next()}"));

    /// <summary>The issuer as clients see it.</summary>
    public string Issuer => $"{Address.AbsoluteUri}realms/jim";

    public async ValueTask InitializeAsync()
    {
        var why = await ShellCommand.OutputAsync("tests/containers/stack.sh", ["why"]);
        if (why.Trim() is { Length: > 0 } reason)
        {
            TestServices.Refuse(reason);
        }

        _environment["COMPOSE_PROJECT_NAME"] = $"jim-test-{Environment.ProcessId}";
        _environment["JIM_PORT"] = Address.Port.ToString(CultureInfo.InvariantCulture);
        _environment["JIM_PUBLIC_URL"] = Address.AbsoluteUri.TrimEnd('/');
        _environment["OIDC_ISSUER"] = Issuer;
        await ShellCommand.OutputAsync("tests/containers/stack.sh", ["images"], within: within);
        _engine = ShellCommand.Start("tests/containers/stack.sh", ["serve"], hasInput: true);
        Assert.Equal("ready", await _engine.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await UpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is null)
        {
            return;
        }

        await KeepLogsAsync();
        await ComposeAsync("down", "--volumes", "--timeout", "5");
        _engine.StandardInput.Close();
        await _engine.WaitForExitAsync();
        _engine.Dispose();
    }

    /// <summary>Starts what does not run, in the order of its conditions, and waits until nginx has a healthy gateway and Keycloak
    /// answers.</summary>
    public async Task UpAsync(params string[] arguments)
    {
        await ComposeAsync(["up", "--detach", "--no-build", .. arguments]);
        await Eventually.Holds(IsReadyAsync, TimeSpan.FromMinutes(4));
    }

    /// <summary>docker-compose with these arguments; its standard output.</summary>
    public Task<string> ComposeAsync(params string[] arguments) =>
        ShellCommand.OutputAsync("tests/containers/stack.sh", ["compose", .. arguments], _environment, within);

    /// <summary>Replaces the containers of Jim, as <c>./jim update</c> does.</summary>
    public Task<string> UpdateAsync() => ShellCommand.OutputAsync("tests/containers/stack.sh", ["update"], _environment, within);

    /// <summary>The engine's own command, with its standard output.</summary>
    public Task<string> EngineAsync(params string[] arguments) =>
        ShellCommand.OutputAsync("tests/containers/stack.sh", ["engine", .. arguments], _environment, within);

    /// <summary>The ids of the containers of a service that run.</summary>
    public async Task<string[]> ContainersAsync(string service) =>
        (await ComposeAsync("ps", "--quiet", service)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs SQL as the superuser of the stack's Postgres.</summary>
    public Task<string> SqlAsync(string sql) =>
        ComposeAsync("exec", "-T", "postgres", "psql", "-h", "/tmp", "-U", "postgres", "-d", "jim", "-qtAc", sql);

    public async Task<JimClient> As(string user) => new(Address, await TokenAsync(user));

    /// <summary>nginx answers 502 to 504 for a Keycloak that has just begun to run, or is busy: then it is asked again.</summary>
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
                if (answer.StatusCode >= HttpStatusCode.BadGateway)
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

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var gateway = await http.GetAsync(new Uri(Address, "/health/ready"));
            using var keycloak = await http.GetAsync(new Uri($"{Issuer}/.well-known/openid-configuration"));
            return gateway.IsSuccessStatusCode && keycloak.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
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
