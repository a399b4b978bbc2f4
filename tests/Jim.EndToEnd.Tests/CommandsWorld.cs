namespace Jim.EndToEnd.Tests;

/// <summary>
/// Gateway and worker apart, with two extensions: that of <c>examples/commands</c>, built as its author would, and that of
/// <c>TestCommands.cs</c>.
/// </summary>
public sealed class CommandsWorld : RealWorld
{
    private CompiledExtension? _ofTests;

    /// <summary>Where commands find and leave files.</summary>
    public string Files { get; } = Directory.CreateTempSubdirectory("jim-commands-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _ofTests?.Dispose();
        Directory.Delete(Files, recursive: true);
    }

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        await Database.ExecuteAsync("""
            create table counted (n int not null, job uuid not null, by uuid default jim.user_id(), claim text default jim.claim('job'));
            create table held (id bigint generated always as identity primary key, name text not null, what text not null);
            create table ticked (due timestamptz not null, role text not null, claim text not null);
            grant select, insert on counted, held, ticked to jim_user;
            """);
        var example = Path.Combine(Files, "example");
        await ShellCommand.OutputAsync(
            "dotnet", ["build", "examples/commands", "-c", "Release", "-v", "q", "-o", example], within: TimeSpan.FromMinutes(5));
        _ofTests = CompiledExtension.Build(
            "TestCommands", await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "TestCommands.cs")));
        Environment["JIM_EXTENSIONS"] = $"{Path.Combine(example, "Commands.dll")}, {_ofTests.Path}";
        Environment["JIM_JOB_LEASE_SECONDS"] = "3";
    }
}
