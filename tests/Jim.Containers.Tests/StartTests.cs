using System.Globalization;

namespace Jim.Containers.Tests;

/// <summary>How soon a gateway is there: a benchmark, which prints its figures.</summary>
[Collection(ContainerStack.Name)]
public sealed class StartTests(ContainerStack stack)
{
    /// <summary>The goal is 3 s, on a machine that has nothing else to do; this bound is for one that has.</summary>
    private static readonly TimeSpan atMost = TimeSpan.FromSeconds(15);

    /// <summary>From the start of the process, as the engine tells it, to the first <c>ready</c>; the median of three starts.</summary>
    [Fact]
    public async Task A_gateway_is_ready_soon()
    {
        await stack.ScaleAsync("gateway", 2);
        var gateway = (await stack.ContainersAsync("gateway"))[1];
        var took = new List<TimeSpan>();
        for (var start = 0; start < 3; start++)
        {
            await stack.EngineAsync("stop", "--time", "40", gateway);
            took.Add(await StartAsync(gateway));
        }

        await Eventually.Holds(async () => await stack.HealthAsync(gateway) == "healthy", TimeSpan.FromSeconds(60));
        var seconds = string.Join(", ", took.Select(t => t.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)));
        TestContext.Current.TestOutputHelper?.WriteLine($"start to ready: {seconds} s, load {await LoadAsync()}");

        Assert.InRange(took.Order().ElementAt(1), TimeSpan.Zero, atMost);
    }

    private async Task<TimeSpan> StartAsync(string container)
    {
        var starting = stack.EngineAsync("start", container);
        var ready = DateTimeOffset.MinValue;
        await Eventually.Holds(
            async () =>
            {
                if (!await stack.IsGatewayReadyAsync(container))
                {
                    return false;
                }

                ready = DateTimeOffset.UtcNow;
                return true;
            },
            TimeSpan.FromSeconds(90), "the gateway is ready");
        await starting;
        var state = (await stack.InspectAsync(container))["State"]!;
        return ready - DateTimeOffset.Parse((string)state["StartedAt"]!, CultureInfo.InvariantCulture);
    }

    private static async Task<string> LoadAsync() => (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
}
