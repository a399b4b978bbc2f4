using System.Globalization;

namespace Jim.Containers.Tests;

/// <summary>What deploy/Dockerfile builds.</summary>
[Collection(ContainerStack.Name)]
public sealed class ImageTests(ContainerStack stack)
{
    private const long SizeMax = 200 << 20;

    [Fact]
    public async Task Says_what_it_is()
    {
        var labels = (await InspectAsync())["Config"]!["Labels"]!;
        var version = (await ShellCommand.OutputAsync("./jim", ["--version"])).Trim();

        Assert.Equal("jim", (string?)labels["org.opencontainers.image.title"]);
        Assert.Equal("MIT", (string?)labels["org.opencontainers.image.licenses"]);
        Assert.Equal(version, (string?)labels["org.opencontainers.image.version"]);
        Assert.Matches("^([0-9a-f]{40}|unknown)$", (string?)labels["org.opencontainers.image.revision"]);
    }

    [Fact]
    public async Task Runs_as_a_user_who_is_not_root_with_one_volume()
    {
        var image = await InspectAsync();
        var config = image["Config"]!;
        var health = config["Healthcheck"] ?? image["Healthcheck"]!; // podman tells it beside the rest

        Assert.DoesNotContain((string?)config["User"], (string?[])[null, "", "0", "root"]);
        Assert.Equal(["/data"], config["Volumes"]!.AsObject().Select(v => v.Key));
        Assert.Contains("/app/jim-server", health["Test"]!.AsArray().Select(t => (string?)t));
    }

    [Fact]
    public async Task Has_no_shell_and_no_source()
    {
        var files = await FilesAsync();

        Assert.DoesNotContain(files, file => Path.GetFileName(file) is "sh" or "bash" or "dash" or "busybox" or "apt" or "dpkg" or "node");
        Assert.DoesNotContain(files, file => Path.GetExtension(file) is ".cs" or ".env" or ".pdb");
        Assert.DoesNotContain(files, file => file.Contains("development.secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Holds_GraphiQL()
    {
        var files = await FilesAsync();

        Assert.Contains("app/graphiql/graphiql.js", files);
        Assert.Contains("app/keycloak-realm/jim-realm.json", files);
    }

    /// <summary>What lies over the layers of its base: at most 200 MB.</summary>
    [Fact]
    public async Task Is_small()
    {
        var history = await stack.EngineAsync("history", "--no-trunc", "--format", "{{.Size}}\t{{.CreatedBy}}", await NameAsync());
        var ours = history.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .TakeWhile(line => !line.Contains("WORKDIR", StringComparison.Ordinal))
            .Sum(line => ParseSize(line.Split('\t')[0]));
        TestContext.Current.TestOutputHelper?.WriteLine($"{ours / 1e6:F0} MB beside the base");

        Assert.InRange(ours, 1, SizeMax);
    }

    private async Task<JsonNode> InspectAsync() => await stack.InspectAsync("image", await NameAsync());

    private static async Task<string> NameAsync() => $"jim:{(await ShellCommand.OutputAsync("./jim", ["--version"])).Trim()}";

    /// <summary>The paths of the image's files, without a slash before them.</summary>
    private async Task<HashSet<string>> FilesAsync()
    {
        var container = (await stack.EngineAsync("create", await NameAsync())).Trim();
        var file = Path.GetTempFileName();
        try
        {
            await stack.EngineAsync("export", "--output", file, container);
            var list = await ShellCommand.OutputAsync("tar", ["-tf", file]);
            return [.. list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(path => path.TrimStart('.', '/'))];
        }
        finally
        {
            File.Delete(file);
            await stack.EngineAsync("rm", container);
        }
    }

    private static double ParseSize(string text)
    {
        var number = double.Parse(text.TrimEnd('B', 'k', 'M', 'G', ' '), CultureInfo.InvariantCulture);
        return text.TrimEnd('B', ' ')[^1] switch
        {
            'k' => number * 1e3,
            'M' => number * 1e6,
            'G' => number * 1e9,
            _ => number,
        };
    }
}
