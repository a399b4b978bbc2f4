using System.Globalization;

namespace Jim.EndToEnd.Tests;

/// <summary>Two gateways on one spool, the first of which also does all other work, and can be killed.</summary>
public sealed class TusWorld : JimWorld
{
    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    public string Spool => Path.Combine(Data, "spool");

    public JimProcess Second { get; private set; } = null!;

    /// <summary>Where the bytes of an upload are while they arrive.</summary>
    public async Task<string> PartOfAsync(string path)
    {
        var key = await Database.ScalarAsync<Guid>($"select spool_key from jim.uploads where id = '{path[^36..]}'");
        return Path.Combine(Spool, key.ToString("N") + ".part");
    }

    /// <summary>Kills the first gateway at once, with the worker and keeper in it.</summary>
    public Task KillAsync() => Gateway.KillAsync();

    public async Task StartAgainAsync() => Gateway = await JimProcess.RunAsync(Environment);

    public override async ValueTask DisposeAsync()
    {
        await (Second?.DisposeAsync() ?? ValueTask.CompletedTask);
        await base.DisposeAsync();
    }

    protected override async Task StartAsync()
    {
        Environment["JIM_PUBLIC_URL"] = Environment["JIM_LISTEN"];
        Gateway = await JimProcess.RunAsync(Environment);
        Second = await JimProcess.RunAsync(EnvironmentWith(
            ("JIM_PROCESS", "gateway"),
            ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"))));
    }
}
