using System.Diagnostics;
using System.Globalization;

namespace Jim.House.Tests.Deploy;

/// <summary>
/// The stack's processes, natively: Postgres set up by its init script, <c>migrate</c> and the keeper with the owner's URL, each other kind
/// of process with nothing but the gateway's login, as docker-compose.yml and the Swarm stack start them.
/// </summary>
public sealed class StackProcesses
{
    [Fact]
    public async Task Migrate_with_the_owner_then_every_kind_of_process_with_the_logins_that_it_has()
    {
        await using var servers = await OwnServers.StartAsync("postgres");
        var port = new Uri(servers["JIM_TEST_POSTGRES"]).Port;
        await SucceedsAsync("deploy/postgres/init/10-jim.sh", [], new()
        {
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["JIM_OWNER_PASSWORD"] = "a",
            ["JIM_GATEWAY_PASSWORD"] = "b",
        });
        var data = Directory.CreateTempSubdirectory("jim-stack-");
        var environment = new Dictionary<string, string>
        {
            ["DATABASE_URL"] = $"postgres://jim_gateway_login:b@127.0.0.1:{port}/jim", ["JIM_DATA"] = data.FullName,
        };
        var owner = new Dictionary<string, string>(environment) { ["DATABASE_OWNER_URL"] = $"postgres://jim_owner:a@127.0.0.1:{port}/jim" };

        await SucceedsAsync(Server, ["migrate"], owner);
        await SucceedsAsync(Server, ["seed", "--users", "5", "--documents", "10"], owner);
        await BecomesHealthyAsync("gateway", environment);
        await BecomesHealthyAsync("worker", environment);
        await BecomesHealthyAsync("keeper", owner);

        data.Delete(recursive: true);
    }

    private static string Server => Path.Combine(AppContext.BaseDirectory, "jim-server");

    private static async Task SucceedsAsync(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var (exit, output, errors) = await ShellCommand.RunAsync(program, arguments, environment);
        Assert.True(exit == 0, $"{program} {string.Join(' ', arguments)}: {output}{errors}");
    }

    private static async Task BecomesHealthyAsync(string kind, Dictionary<string, string> environment)
    {
        var port = FreePort.Next();
        var own = new Dictionary<string, string>(environment) { ["JIM_PROCESS"] = kind };
        using var process = ShellCommand.Start(Server, ["run", "--env-file", "/dev/null", "--listen", $"http://127.0.0.1:{port}"], own);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        _ = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            var since = Stopwatch.StartNew();
            while ((await ShellCommand.RunAsync("bash", ["deploy/keycloak/healthy.sh", $"{port}"])).Exit != 0)
            {
                Assert.False(
                    process.HasExited || since.Elapsed > TimeSpan.FromSeconds(90),
                    $"the {kind} is not healthy: {(process.HasExited ? await errors : "")}");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }
}
