using System.Net;

namespace Jim.Containers.Tests;

/// <summary>The stack on one machine.</summary>
[Collection(ContainerStack.Name)]
public sealed class StackTests(ContainerStack stack)
{
    [Fact]
    public async Task The_story_is_told_through_nginx() => await new Story(stack).TellAsync();

    [Fact]
    public async Task A_file_of_200_MB_goes_through()
    {
        var alice = await stack.As("alice");

        await Story.UploadAsync(alice, await Story.CreateAsync(alice, "large"), 200_000_000);
    }

    [Fact]
    public async Task GraphiQL_is_served_with_its_scripts()
    {
        var anyone = new JimClient(stack.Address);
        using var page = await anyone.SendAsync(HttpMethod.Get, "/graphql", change: r => r.Headers.Accept.ParseAdd("text/html"));
        using var script = await anyone.SendAsync(HttpMethod.Get, "/graphql/ui/graphiql.js");

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
        Assert.True((await script.Content.ReadAsByteArrayAsync()).Length > 100_000);
    }

    [Fact]
    public async Task The_issuer_is_the_same_for_clients_and_for_Jim()
    {
        var alice = await stack.As("alice");
        using var answer = await alice.SendAsync(HttpMethod.Get, $"{stack.Issuer}/.well-known/openid-configuration");
        var discovery = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(stack.Issuer, (string?)discovery["issuer"]);
        Assert.Equal(JimWorld.Alice, (string?)(await alice.DataAsync("{ me { subject } }"))["me"]!["subject"]);
    }

    /// <summary>Each service of the stack is healthy, and what runs once has ended well.</summary>
    [Fact]
    public async Task Everything_is_healthy()
    {
        foreach (var service in (string[])["nginx", "gateway", "worker", "keeper", "postgres", "redis", "rabbitmq", "minio", "keycloak"])
        {
            var container = (await stack.ContainersAsync(service))[0];
            await Eventually.Holds(async () => await stack.HealthAsync(container) == "healthy", TimeSpan.FromSeconds(60), service);
        }

        foreach (var service in (string[])["migrate", "seed", "bucket"])
        {
            var all = await stack.ComposeAsync("ps", "--all", "--quiet", service);
            Assert.Equal("0", (await stack.EngineAsync("inspect", "--format", "{{.State.ExitCode}}", all.Trim())).Trim());
        }
    }

    [Fact]
    public async Task Containers_can_write_nowhere_but_in_their_volume()
    {
        var container = await stack.InspectAsync((await stack.ContainersAsync("gateway"))[0]);

        Assert.True((bool)container["HostConfig"]!["ReadonlyRootfs"]!);
        Assert.Equal(1L << 30, (long)container["HostConfig"]!["Memory"]!);
    }

    /// <summary>Postgres, Redis, RabbitMQ and the object store have no way out, and nginx has none to them.</summary>
    [Fact]
    public async Task The_data_are_apart()
    {
        Assert.True(await CanReachAsync("nginx", "gateway", 8080));
        Assert.False(await CanReachAsync("nginx", "postgres", 5432));
        Assert.False(await CanReachAsync("postgres", "nginx", 8080));
    }

    [Fact]
    public async Task Down_and_up_keeps_everything()
    {
        var alice = await stack.As("alice");
        var document = await Story.CreateAsync(alice, "kept");
        var file = await Story.UploadAsync(alice, document, 100_000);
        await stack.ComposeAsync("down", "--timeout", "30");
        await stack.UpAsync();

        alice = await stack.As("alice");
        var kept = await alice.DataAsync(
            "query($document: UUID!, $file: UUID!) { documentById(id: $document) { title } fileById(id: $file) { url } }",
            new { document, file });
        Assert.Equal("kept", (string?)kept["documentById"]!["title"]);
        using var content = await alice.SendAsync(HttpMethod.Get, (string)kept["fileById"]!["url"]!);
        Assert.Equal(100_000, (await content.Content.ReadAsByteArrayAsync()).Length);
        await new Story(stack).TellAsync();
    }

    private async Task<bool> CanReachAsync(string from, string host, int port)
    {
        try
        {
            await stack.ComposeAsync("exec", "-T", from, "bash", "-c", $"timeout 3 bash -c '</dev/tcp/{host}/{port}'");
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
