namespace Jim.EndToEnd.Tests;

/// <summary>A Jim with the commands of <c>TestCommands.cs</c>.</summary>
public interface ICommandsWorld
{
    TestCommands Commands { get; }
}

/// <summary>The extension of <c>TestCommands.cs</c>, with the folder in which its commands find and leave files.</summary>
public sealed class TestCommands : IDisposable
{
    private CompiledExtension? _extension;

    public string Files { get; } = Directory.CreateTempSubdirectory("jim-commands-").FullName;

    /// <summary>Makes the tables that the commands write. Gives the path of the assembly.</summary>
    public async Task<string> PrepareAsync(TestDatabase database)
    {
        await database.ExecuteAsync("""
            create table counted (n int not null, job uuid not null, by uuid default jim.user_id(), claim text default jim.claim('job'));
            create table held (id bigint generated always as identity primary key, name text not null, what text not null);
            create table ticked (due timestamptz not null, role text not null, claim text not null);
            grant select, insert on counted, held, ticked to jim_user;
            """);
        _extension = CompiledExtension.Build(
            "TestCommands", await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "TestCommands.cs")));
        return _extension.Path;
    }

    public void Dispose()
    {
        _extension?.Dispose();
        Directory.Delete(Files, recursive: true);
    }
}

/// <summary>
/// Gateway and worker apart, with two extensions: that of <c>examples/commands</c>, built as its author would, and that of
/// <c>TestCommands.cs</c>.
/// </summary>
public sealed class CommandsWorld : RealWorld, ICommandsWorld
{
    public TestCommands Commands { get; } = new();

    public string Files => Commands.Files;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Commands.Dispose();
    }

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        var example = Path.Combine(Files, "example");
        await ShellCommand.OutputAsync(
            "dotnet", ["build", "examples/commands", "-c", "Release", "-v", "q", "-o", example], within: TimeSpan.FromMinutes(5));
        Environment["JIM_EXTENSIONS"] = $"{Path.Combine(example, "Commands.dll")}, {await Commands.PrepareAsync(Database)}";
        Environment["JIM_JOB_LEASE_SECONDS"] = "3";
    }
}

/// <summary>Gateway and worker apart, with the commands of the tests only.</summary>
public sealed class LongCommandsWorld : RealWorld, ICommandsWorld
{
    public TestCommands Commands { get; } = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Commands.Dispose();
    }

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        Environment["JIM_EXTENSIONS"] = await Commands.PrepareAsync(Database);
    }
}

/// <summary>The same in one process.</summary>
public sealed class EmbeddedCommandsWorld : EmbeddedWorld, ICommandsWorld
{
    public TestCommands Commands { get; } = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Commands.Dispose();
    }

    protected override async Task StartAsync()
    {
        Environment["JIM_EXTENSIONS"] = await Commands.PrepareAsync(Database);
        await base.StartAsync();
    }
}
