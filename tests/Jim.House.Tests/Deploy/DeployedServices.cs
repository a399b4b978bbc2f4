using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Jim.House.Tests.Deploy;

/// <summary>The run's own servers use the files of deploy/ (see tests/services.sh): here is seen that those files took effect.</summary>
public sealed class DeployedServices
{
    [Fact]
    public async Task RabbitMq_has_the_vhost_the_user_and_its_rights()
    {
        var factory = new ConnectionFactory { Uri = new Uri(TestServices.RabbitMq) };

        await using var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        var queue = await channel.QueueDeclareAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("/jim", new Uri(TestServices.RabbitMq).AbsolutePath);
        Assert.NotEmpty(queue.QueueName);
    }

    [Fact]
    public async Task RabbitMq_has_no_guest()
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(TestServices.RabbitMq), UserName = "guest", Password = "guest", VirtualHost = "/",
        };

        await Assert.ThrowsAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_brokers_password_must_be_plain_and_stands_in_no_file_of_the_repository()
    {
        var target = Path.Combine(Path.GetTempPath(), $"jim-definitions-{Environment.ProcessId}.json");
        var environment = new Dictionary<string, string>
        {
            ["RABBITMQ_PASSWORD"] = "a1B2", ["JIM_DEFINITIONS"] = "deploy/rabbitmq/definitions.json", ["JIM_DEFINITIONS_OUT"] = target,
        };

        var (accepted, output, _) = await ShellCommand.RunAsync("sh", ["deploy/rabbitmq/start.sh", "echo", "started"], environment);
        var (refused, _, why) = await ShellCommand.RunAsync(
            "sh", ["deploy/rabbitmq/start.sh", "echo"], new Dictionary<string, string>(environment) { ["RABBITMQ_PASSWORD"] = "a\"b" });

        using var definitions = JsonDocument.Parse(await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
        File.Delete(target);
        Assert.Equal((0, "started\n"), (accepted, output));
        Assert.Equal("a1B2", definitions.RootElement.GetProperty("users")[0].GetProperty("password").GetString());
        Assert.NotEqual(0, refused);
        Assert.Contains("letters and digits", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maxmemory-policy", "allkeys-lru")]
    [InlineData("maxmemory", "268435456")]
    [InlineData("save", "")]
    public async Task Redis_runs_by_the_stacks_file(string setting, string value)
    {
        var url = new Uri(TestServices.Redis);
        var environment = new Dictionary<string, string> { ["REDISCLI_AUTH"] = url.UserInfo.Split(':')[^1] };

        var (_, output, _) = await ShellCommand.RunAsync(
            "redis-cli", ["-h", url.Host, "-p", $"{url.Port}", "config", "get", setting], environment);

        Assert.Equal($"{setting}\n{value}\n", output);
    }

    [Fact]
    public async Task Keycloaks_health_check_tells_200_from_the_rest()
    {
        await using var door = await NginxDoor.OpenAsync(app =>
            Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet(app, "/health/ready", () => "ready"));

        var (ready, _, _) = await ShellCommand.RunAsync("bash", ["deploy/keycloak/healthy.sh", $"{door.Port}"]);
        var (missing, _, _) = await ShellCommand.RunAsync("bash", ["deploy/keycloak/healthy.sh", $"{door.Port}", "/nowhere"]);

        Assert.Equal(0, ready);
        Assert.NotEqual(0, missing);
    }
}
