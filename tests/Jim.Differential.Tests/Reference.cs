using System.Diagnostics;
using Jim.Conformance;

[assembly: AssemblyFixture(typeof(Jim.Differential.Tests.Reference))]

namespace Jim.Differential.Tests;

/// <summary>
/// npm <c>graphql</c>, pinned by its lock file, in a Node process that answers line by line (<c>reference/reference.mjs</c>).
/// </summary>
public sealed class Reference : IAsyncLifetime
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(2);
    private readonly SemaphoreSlim _turn = new(1);
    private Process? _node;

    private static string Folder => Repository.PathOf("tests/Jim.Differential.Tests/reference");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Tells the schema, and with rows how to execute on it. Skips the test where Node is missing.</summary>
    public async Task DefineAsync(string schema, string sdl, JsonObject? rows = null)
    {
        if (!Has("node") || !Has("npm"))
        {
            TestServices.Refuse("node and npm are not installed (Debian: apt-get install nodejs npm)");
        }

        await AskAsync(new JsonObject { ["schema"] = schema, ["sdl"] = sdl, ["rows"] = rows });
    }

    public async Task<Verdict> JudgeAsync(string schema, Case request, bool execute = false)
    {
        var answer = await AskAsync(new JsonObject
        {
            ["schema"] = schema, ["document"] = request.Document, ["variables"] = request.Variables.DeepClone(),
            ["operationName"] = request.OperationName, ["execute"] = execute,
        });
        var stage = Enum.Parse<Stage>(answer.GetProperty("stage").GetString()!);
        var faults = answer.GetProperty("faults").EnumerateArray().Select(Fault.Of).ToList();
        return new Verdict(stage, faults, answer.TryGetProperty("data", out var data) ? data : null)
        {
            Threw = answer.TryGetProperty("threw", out _),
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            _node.StandardInput.Close();
            await _node.WaitForExitAsync().WaitAsync(Within);
            _node.Dispose();
        }

        _turn.Dispose();
    }

    private async Task<JsonElement> AskAsync(JsonObject question)
    {
        await _turn.WaitAsync();
        try
        {
            _node ??= await StartAsync();
            await _node.StandardInput.WriteLineAsync(question.ToJsonString());
            await _node.StandardInput.FlushAsync();
            var line = await _node.StandardOutput.ReadLineAsync().WaitAsync(Within)
                ?? throw new InvalidOperationException($"node has ended: {await _node.StandardError.ReadToEndAsync()}");
            var answer = JsonElement.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
            return answer.TryGetProperty("crash", out var crash)
                ? throw new InvalidOperationException($"reference: {crash.GetString()}\n{question}") : answer;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task<Process> StartAsync()
    {
        using var npm = Start("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error");
        var errors = npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync().WaitAsync(Within);
        Assert.True(npm.ExitCode == 0, $"npm ci: {await errors}");
        return Start("node", "reference.mjs");
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        UseShellExecute = false,
    })!;

    private static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
