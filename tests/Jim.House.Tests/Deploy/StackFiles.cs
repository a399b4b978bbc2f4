using System.Globalization;
using System.Text.RegularExpressions;
using Jim.Server.Settings;

namespace Jim.House.Tests.Deploy;

/// <summary>docker-compose.yml and deploy/stack.yml: parsed by docker-compose itself, every variable, file and setting there.</summary>
public sealed partial class StackFiles
{
    private const string Compose = "docker-compose.yml";
    private const string Stack = "deploy/stack.yml";
    private const string Development = "deploy/development.env";
    private const string Own = "deploy/compose.env.example";

    private static readonly SemaphoreSlim onePerFile = new(1);
    private static readonly Dictionary<string, string> understood = [];

    [Fact]
    public async Task The_compose_file_is_accepted_with_the_development_secrets()
    {
        var services = Services(await ConfigAsync(Compose));

        string[] wanted = ["nginx", "gateway", "worker", "keeper", "postgres", "redis", "rabbitmq", "minio", "keycloak"];
        Assert.Subset(services.Keys.ToHashSet(), wanted.ToHashSet());
        Assert.All(wanted.Except(["gateway", "worker", "keeper"]), w => Assert.NotNull(services[w].Healthcheck));
    }

    [Fact]
    public async Task The_Swarm_stack_is_accepted()
    {
        var services = Services(await ConfigAsync(Stack));

        Assert.All(services, service => Assert.NotNull(service.Value.Deploy));
    }

    [Fact]
    public void Every_variable_of_the_compose_file_stands_in_both_environment_files_and_none_besides()
    {
        string[] ofTheTool = ["COMPOSE_PROJECT_NAME", "COMPOSE_PROFILES"];
        var used = Variables(Compose).Union(ofTheTool).Order();

        Assert.Equal(used, Defined(Development).Keys.Order());
        Assert.Equal(used, Defined(Own).Keys.Order());
    }

    [Fact]
    public void The_file_to_fill_in_holds_no_secret() =>
        Assert.All(Defined(Own).Where(v => SecretName().IsMatch(v.Key)), v => Assert.Equal(string.Empty, v.Value));

    [Fact]
    public void Every_variable_of_the_stack_must_be_given_or_has_a_harmless_default() =>
        Assert.DoesNotContain(Variable().Matches(Repository.Read(Stack)), m => SecretName().IsMatch(m.Groups[1].Value));

    /// <summary>Else a gateway that ends closes a connection on which nginx may be sending the next request.</summary>
    [Fact]
    public void Nginx_leaves_idle_connections_before_a_gateway_that_drains_ends()
    {
        var idle = Seconds("deploy/nginx/nginx.conf", @"keepalive 64;\s+keepalive_timeout (\d+)s;");
        var drain = Seconds("deploy/Dockerfile", @"JIM_DRAIN_SECONDS=(\d+)");

        Assert.True(idle < drain, $"{idle} s and {drain} s");

        static int Seconds(string file, string pattern) =>
            int.Parse(Regex.Match(Repository.Read(file), pattern).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(Compose)]
    [InlineData(Stack)]
    public async Task Every_mounted_file_is_there(string file)
    {
        var config = await ConfigAsync(file);
        var mounted = BindMount().Matches(config).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(mounted);
        Assert.All(mounted, path => Assert.True(Path.Exists(path), path));
    }

    [Theory]
    [InlineData(Compose, "gateway", "worker", "keeper", "migrate")]
    [InlineData(Stack, "gateway", "worker", "keeper", "migrate")]
    public async Task Jims_services_set_only_what_Jim_knows(string file, params string[] services)
    {
        var all = Services(await ConfigAsync(file));

        Assert.All(services, name =>
        {
            Assert.All(all[name].Environment.Keys, variable => Assert.True(SettingCatalog.IsKnown(variable), variable));
            Assert.Contains("DATABASE_URL_FILE", all[name].Environment.Keys);
        });
    }

    /// <summary>Environments are seen in the engine's own lists and in logs; files under /run/secrets are not.</summary>
    [Theory]
    [InlineData(Compose)]
    [InlineData(Stack)]
    public async Task Secrets_come_as_files_that_the_service_has(string file) =>
        Assert.All(Services(await ConfigAsync(file)).Values, service =>
        {
            var isFile = (string name) => name.EndsWith("_FILE", StringComparison.Ordinal);
            Assert.DoesNotContain(service.Environment, v => SecretName().IsMatch(v.Key) && v.Value is not null && !isFile(v.Key));
            Assert.DoesNotContain(service.Environment.Keys, name => SettingCatalog.All.Any(s => s.Secret && s.Name == name));
            Assert.Subset(
                service.SecretNames.Select(name => $"/run/secrets/{name}").ToHashSet<string?>(),
                service.Environment.Where(v => v.Key.EndsWith("_FILE", StringComparison.Ordinal)).Select(v => v.Value).ToHashSet());
        });

    /// <summary>A container that was broken into can neither become root nor fill the machine.</summary>
    [Fact]
    public async Task Every_container_is_confined()
    {
        var services = Services(await ConfigAsync(Compose));

        Assert.All(services, service =>
        {
            Assert.Equal(["ALL"], service.Value.CapDrop);
            Assert.Equal(["no-new-privileges:true"], service.Value.SecurityOpt);
            Assert.Equal("10m", service.Value.Logging!.Options["max-size"]);
        });
        Assert.All(services.Where(s => s.Key is not "bucket"), service => Assert.NotNull(service.Value.MemLimit));
        string[] readOnly = ["backup", "gateway", "keeper", "migrate", "nginx", "redis", "seed", "worker"];
        Assert.Equal(readOnly, services.Where(s => s.Value.ReadOnly).Select(s => s.Key).Order());
    }

    [Fact]
    public async Task Only_nginx_has_a_port_and_it_is_not_where_the_data_are()
    {
        var services = Services(await ConfigAsync(Compose));

        Assert.Equal(["nginx"], services.Where(s => s.Value.Ports.Count > 0).Select(s => s.Key));
        Assert.Equal(["outside"], services["nginx"].Networks.Keys);
        foreach (var name in (string[])["postgres", "redis", "rabbitmq", "minio"])
        {
            Assert.Equal(["inside"], services[name].Networks.Keys);
        }
    }

    /// <summary>
    /// The keeper installs change triggers on tables that are made while it runs. A gateway answers clients and a worker runs what they
    /// have queued: neither can have rights that no policy limits.
    /// </summary>
    [Theory]
    [InlineData(Compose, "backup", "keeper", "migrate", "seed")]
    [InlineData(Stack, "keeper", "migrate")]
    public async Task Only_what_serves_no_client_knows_the_owner(string file, params string[] services)
    {
        var knowing = Services(await ConfigAsync(file))
            .Where(s => s.Value.SecretNames.Contains("database_owner_url"));

        Assert.Equal(services, knowing.Select(s => s.Key).Order());
    }

    [Fact]
    public void The_image_copies_only_what_is_there_and_drops_root()
    {
        var lines = Repository.Read("deploy/Dockerfile").Split('\n');
        var copied = lines.Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from", StringComparison.Ordinal))
            .SelectMany(l => l.Split(' ')[1..^1]);

        Assert.All(copied, path => Assert.True(Repository.Exists(path), path));
        Assert.Contains("USER $APP_UID", lines);
        Assert.All(lines.Where(l => l.StartsWith("FROM ", StringComparison.Ordinal)), l => Assert.Matches(@"^FROM \S+:\d+", l));
    }

    [Fact]
    public async Task Images_are_pinned()
    {
        var images = Services(await ConfigAsync(Compose)).Values.Select(s => s.Image);

        Assert.All(images, image => Assert.Matches(@"^\S+:\S*\d\S*$", image));
    }

    [Theory]
    [InlineData(Compose, "jim")]
    [InlineData(Stack, "registry.example/jim")]
    public async Task Jims_image_has_the_version_as_its_tag(string file, string name)
    {
        var images = Services(await ConfigAsync(file)).Values.Select(s => s.Image).OfType<string>()
            .Where(image => Regex.IsMatch(image, @"\bjim:"));

        Assert.Equal($"{name}:{await VersionAsync()}", Assert.Single(images.Distinct()));
    }

    /// <summary>The service's configuration as Swarm's own tool reads it.</summary>
    [Fact]
    public async Task Swarm_accepts_the_stack()
    {
        var (exit, output, errors) = await ShellCommand.RunAsync("docker", ["stack", "config", "-c", Stack], ForStack());
        if (exit != 0 && errors.Contains("is not a docker command", StringComparison.Ordinal))
        {
            TestServices.Refuse("this Docker client has no `docker stack config`, which came with 23.0");
        }

        Assert.True(exit == 0, errors);
        Assert.Contains("failure_action: rollback", output, StringComparison.Ordinal);
    }

    /// <summary>The file as docker-compose understands it, with the development secrets.</summary>
    private static async Task<string> ConfigAsync(string file)
    {
        await onePerFile.WaitAsync();
        try
        {
            if (!understood.TryGetValue(file, out var config))
            {
                var (exit, output, errors) = await ShellCommand.RunAsync(
                    "docker-compose", ["--env-file", Development, "-f", file, "config"], ForStack());
                Assert.True(exit == 0, errors);
                understood[file] = config = output;
            }

            return config;
        }
        finally
        {
            onePerFile.Release();
        }
    }

    private static Dictionary<string, string> ForStack()
    {
        AssertNoneSet();
        return new()
        {
            ["JIM_IMAGE"] = "registry.example/jim", ["JIM_SPOOL_ADDRESS"] = "10.0.0.1", ["JIM_SPOOL_PATH"] = "/spool",
            ["JIM_PUBLIC_URL"] = "https://api.example.com", ["OIDC_ISSUER"] = "https://id.example.com/realms/jim",
            ["S3_ENDPOINT"] = "https://s3.example.com", ["S3_BUCKET"] = "jim",
        };
    }

    /// <summary>What <c>./jim --version</c> prints.</summary>
    private static async Task<string> VersionAsync()
    {
        var (exit, output, errors) = await ShellCommand.RunAsync("./jim", ["--version"]);
        Assert.True(exit == 0, errors);
        return output.Trim();
    }

    /// <summary>The caller's own variables must not fill a hole.</summary>
    private static void AssertNoneSet() =>
        Assert.DoesNotContain(Variables(Compose).Union(Variables(Stack)), name => Environment.GetEnvironmentVariable(name) is not null);

    private static Dictionary<string, ComposeService> Services(string config) => ComposeFile.Parse(config).Services;

    private static HashSet<string> Variables(string file) => [.. Variable().Matches(Repository.Read(file)).Select(m => m.Groups[1].Value)];

    private static Dictionary<string, string> Defined(string file) => Repository.Read(file).Split('\n')
        .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);

    [GeneratedRegex(@"(?<!\$)\$\{([A-Z0-9_]+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"PASSWORD|SECRET(?!S)|_KEY")]
    private static partial Regex SecretName();

    /// <summary>
    /// A bind mount as docker-compose 1.29 prints it: <c>- /absolute/path:/there:ro</c>; or a config's or secret's <c>file: /path</c>.
    /// </summary>
    [GeneratedRegex(@"(?:- (?=\S+:/)|file: )(/[^:\s]+)")]
    private static partial Regex BindMount();
}
