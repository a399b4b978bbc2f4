using System.Globalization;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// Two gateways, two workers that are keepers too, and a Postgres and a RabbitMQ of their own: each may be killed and started again. The
/// gateways are one installation with one spool, one secret and one issuer.
/// </summary>
public class KilledWorld : JimWorld
{
    /// <summary>The collection of the classes on such a world, each of which needs the whole machine.</summary>
    public const string OneAtATime = "kills";

    private readonly JimProcess?[] _processes = new JimProcess?[4];
    private readonly Dictionary<string, string>[] _environments = new Dictionary<string, string>[4];

    public override string Issuer => $"{Environment["JIM_PUBLIC_URL"]}/realms/jim";

    public virtual bool AreMutationsQueued => false;

    public OwnServers Servers { get; private set; } = null!;

    public IReadOnlyList<Uri> Gateways { get; private set; } = [];

    /// <summary>What can be killed.</summary>
    public static IReadOnlyList<string> Victims { get; } = ["gateway 1", "gateway 2", "worker 1", "worker 2", "postgres"];

    public string Logs => string.Join('\n', _processes.OfType<JimProcess>().Select(p => $"--- {p.Address}\n{p.Log}"));

    /// <summary>Kills one of <see cref="Victims"/> at once.</summary>
    public async Task KillAsync(string victim)
    {
        if (victim == "postgres")
        {
            await Servers.KillAsync("postgres");
            return;
        }

        await _processes[Find(victim)]!.KillAsync();
    }

    /// <summary>Starts it again where it was; returns when it serves.</summary>
    public async Task StartAgainAsync(string victim)
    {
        if (victim == "postgres")
        {
            await Servers.StartAgainAsync("postgres");
            Database.DataSource.Clear();
            return;
        }

        var i = Find(victim);
        _processes[i] = await JimProcess.RunAsync(_environments[i]);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.OfType<JimProcess>())
        {
            await process.DisposeAsync();
        }

        await base.DisposeAsync();
        await Servers.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async Task<TestDatabase> CreateDatabaseAsync()
    {
        Servers = await OwnServers.StartAsync("postgres", "rabbitmq");
        return await TestDatabase.CreateInAsync(Servers["JIM_TEST_POSTGRES"]);
    }

    protected override async Task StartAsync()
    {
        Environment["RABBITMQ_URL"] = Servers["JIM_TEST_RABBITMQ"];
        Environment["JIM_PUBLIC_URL"] = Environment["JIM_LISTEN"];
        Environment["JIM_JOB_LEASE_SECONDS"] = "3";
        Environment["JIM_LIMIT_RATE"] = "0";
        for (var i = 0; i < _environments.Length; i++)
        {
            var listen = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
            _environments[i] = EnvironmentWith(
                ("JIM_LISTEN", i == 0 ? Environment["JIM_LISTEN"] : listen), ("JIM_PROCESS", i < 2 ? "gateway" : "worker,keeper"));
            _processes[i] = await JimProcess.RunAsync(_environments[i]);
        }

        Gateway = _processes[0]!;
        Gateways = [_processes[0]!.Address, _processes[1]!.Address];
    }

    private static int Find(string victim) => Array.IndexOf([.. Victims], victim);
}

/// <summary>The same with mutations that workers run. Those that wait long for a worker are answered with their job.</summary>
public sealed class QueuedKilledWorld : KilledWorld
{
    public QueuedKilledWorld()
    {
        Environment["JIM_MUTATIONS"] = "queued";
        Environment["JIM_MUTATIONS_WAIT_SECONDS"] = "1";
    }

    public override bool AreMutationsQueued => true;
}
