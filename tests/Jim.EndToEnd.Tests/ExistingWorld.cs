using System.Diagnostics;
using System.Globalization;

namespace Jim.EndToEnd.Tests;

/// <summary>Jim on a database that was there before it: the workload's tables in schema <c>workload</c>, for everybody to read.</summary>
public sealed class ExistingWorld : JimWorld
{
    public const int Users = 200;
    public const int Documents = 2000;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    /// <summary>What the second <c>migrate</c> said.</summary>
    public string SecondMigration { get; private set; } = string.Empty;

    /// <summary>The first column of the first row, as superuser.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    protected override Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.CreateAsync();

    protected override async Task StartAsync()
    {
        await LoadAsync("tables.sql", "rows.sql");
        Environment["JIM_MODEL"] = "none";
        Environment["JIM_SCHEMAS"] = "workload";
        await MigrateAsync();
        SecondMigration = await MigrateAsync();
        await Database.ExecuteAsync(
            "grant usage on schema workload to jim_anonymous; grant select on all tables in schema workload to jim_anonymous");
        Gateway = await JimProcess.RunAsync(Environment);
    }

    private async Task<string> MigrateAsync()
    {
        await using var jim = JimProcess.Start(Environment, "migrate", "--env-file", "/dev/null");
        var code = await jim.ExitAsync(Soon);
        return code == 0 ? jim.Log : throw new InvalidOperationException($"migrate ended with {code}:\n{jim.Log}");
    }

    /// <summary>By psql: one of the files uses its variables.</summary>
    private async Task LoadAsync(params string[] files)
    {
        string[] arguments =
        [
            "-X", "-q", "-v", string.Create(CultureInfo.InvariantCulture, $"users={Users}"), "-v",
            string.Create(CultureInfo.InvariantCulture, $"documents={Documents}"),
            .. files.SelectMany(file => (string[])["-f", Repository.PathOf($"tests/Jim.Benchmarks/Workload/{file}")]),
            Database.UrlFor("postgres"),
        ];
        using var psql = Process.Start(new ProcessStartInfo("psql", arguments) { RedirectStandardError = true })!;
        var errors = psql.StandardError.ReadToEndAsync();
        await psql.WaitForExitAsync().WaitAsync(Soon);
        if (psql.ExitCode != 0)
        {
            throw new InvalidOperationException(await errors);
        }
    }
}
