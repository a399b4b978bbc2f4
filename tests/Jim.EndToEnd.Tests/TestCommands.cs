// Compiled by CommandsWorld: the commands of its tests.
using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

/// <summary>Writes a row for each number, with who wrote it.</summary>
[Command]
public sealed record Count(int To)
{
    public int To { get; } = To >= 0 ? To : throw new CommandException("COUNT_BACKWARDS", "Counting goes forwards.");
}

public sealed class CountHandler(Greeting greeting) : ICommandHandler<Count, string>
{
    public async Task<string> HandleAsync(Count command, CommandContext context, CancellationToken cancellationToken)
    {
        var database = await context.BeginAsync(cancellationToken);
        for (var n = 1; n <= command.To; n++)
        {
            await using var insert = new NpgsqlCommand("insert into counted (n, job) values ($1, $2)", database);
            insert.Parameters.Add(new() { Value = n });
            insert.Parameters.Add(new() { Value = context.JobId });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        return greeting.Text;
    }
}

public sealed record Greeting(string Text);

public sealed class Services : IExtension
{
    public void AddServices(IServiceCollection services) => services.AddSingleton(new Greeting("done"));
}

/// <summary>Says in a step that it runs, then waits until a file is there, then counts.</summary>
[Command(AttemptsMax = 2)]
public sealed record Hold(string Name, string Folder);

public sealed class HoldHandler : ICommandHandler<Hold>
{
    public async Task HandleAsync(Hold command, CommandContext context, CancellationToken cancellationToken)
    {
        await WriteAsync("began");
        try
        {
            while (!File.Exists(Path.Combine(command.Folder, command.Name)))
            {
                await Task.Delay(20, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            File.WriteAllText(Path.Combine(command.Folder, command.Name + ".cancelled"), string.Empty);
            throw;
        }

        var database = await context.BeginAsync(cancellationToken);
        await using var insert = new NpgsqlCommand("insert into held (name, what) values ($1, 'done')", database);
        insert.Parameters.Add(new() { Value = command.Name });
        await insert.ExecuteNonQueryAsync(cancellationToken);

        Task WriteAsync(string what) => context.StepAsync(
            async connection =>
            {
                await using var step = new NpgsqlCommand("insert into held (name, what) values ($1, $2)", connection);
                step.Parameters.Add(new() { Value = command.Name });
                step.Parameters.Add(new() { Value = what });
                await step.ExecuteNonQueryAsync(cancellationToken);
            },
            cancellationToken);
    }
}

/// <summary>Writes, then throws.</summary>
[Command(AttemptsMax = 1, Roles = new[] { "jim_user" })]
public sealed record Fail(bool ForGood);

public sealed class FailHandler : ICommandHandler<Fail>
{
    public async Task HandleAsync(Fail command, CommandContext context, CancellationToken cancellationToken)
    {
        var database = await context.BeginAsync(cancellationToken);
        await using var insert = new NpgsqlCommand("insert into counted (n, job) values (1, $1)", database);
        insert.Parameters.Add(new() { Value = context.JobId });
        await insert.ExecuteNonQueryAsync(cancellationToken);
        throw command.ForGood ? new CommandException("TOO_LATE", "It is too late.") : new InvalidOperationException("secret");
    }
}

/// <summary>Never ends by itself.</summary>
[Command(AttemptsMax = 1, TimeoutSeconds = 1)]
public sealed record Overrun(string Name, string Folder);

public sealed class OverrunHandler : ICommandHandler<Overrun>
{
    public async Task HandleAsync(Overrun command, CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            File.WriteAllText(Path.Combine(command.Folder, command.Name + ".cancelled"), string.Empty);
        }
    }
}

/// <summary>Throws where a file is not there.</summary>
[Command(AttemptsMax = 1)]
public sealed record Find(string Name, string Folder);

public sealed class FindHandler : ICommandHandler<Find, int>
{
    public Task<int> HandleAsync(Find command, CommandContext context, CancellationToken cancellationToken) =>
        Task.FromResult(File.ReadAllBytes(Path.Combine(command.Folder, command.Name)).Length);
}

public enum Colour
{
    DarkRed,
    Blue,
}

public sealed record Part(string Name, Part? Inner = null);

/// <summary>Answers what it was given.</summary>
[Command]
[Description("Gives back.")]
public sealed record GiveBack(
    string Text, int Int, long Long, short Short, bool Bool, double Double, float Float, decimal Decimal, Guid Guid, DateTimeOffset At,
    DateOnly Day, TimeOnly Time, TimeSpan Length, Uri Link, byte[] Bytes, JsonElement Json, Colour Colour, Part Part,
    IReadOnlyList<int> Numbers, List<Part?> Parts, int? Maybe, string? MaybeText, int More = 7, Colour Other = Colour.DarkRed)
{
    public string Own { get; init; } = "own";
}

public sealed class GiveBackHandler : ICommandHandler<GiveBack, GiveBack>
{
    public Task<GiveBack> HandleAsync(GiveBack command, CommandContext context, CancellationToken cancellationToken) =>
        Task.FromResult(command);
}

/// <summary>Runs every minute.</summary>
[Command(Cron = "* * * * *")]
public sealed record Tick;

public sealed class TickHandler : ICommandHandler<Tick>
{
    public async Task HandleAsync(Tick command, CommandContext context, CancellationToken cancellationToken)
    {
        var database = await context.BeginAsync(cancellationToken);
        await using var insert = new NpgsqlCommand(
            "insert into ticked (due, role, claim) values ($1, current_setting('role'), jim.claim('job'))", database);
        insert.Parameters.Add(new() { Value = context.DueAt!.Value });
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Reports a quarter, waits until a file is there, then reports three quarters and waits for another.</summary>
[Command]
public sealed record Climb(string Name, string Folder);

public sealed class ClimbHandler : ICommandHandler<Climb>
{
    public async Task HandleAsync(Climb command, CommandContext context, CancellationToken cancellationToken)
    {
        for (var i = 0; i <= 1000; i++)
        {
            context.Progress.Report(i * 0.25 / 1000);
        }

        await WaitAsync(".quarter");
        context.Progress.Report(double.NaN);
        context.Progress.Report(0.75);
        await WaitAsync(".most");

        async Task WaitAsync(string name)
        {
            while (!File.Exists(Path.Combine(command.Folder, command.Name + name)))
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }
}
