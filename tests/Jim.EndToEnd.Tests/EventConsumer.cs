using System.Diagnostics;

namespace Jim.EndToEnd.Tests;

/// <summary>The example in Node that follows changes (<c>examples/events</c>), and the file in which it keeps them.</summary>
internal sealed class EventConsumer(string broker, string folder, string pattern) : IAsyncDisposable
{
    private readonly string _file = Path.Combine(folder, "changes.jsonl");
    private Process? _process;

    /// <summary>Starts it and waits until it follows.</summary>
    public async Task StartAsync()
    {
        _process = await ClientLibraries.StartConsumerAsync([_file, pattern], ("RABBITMQ_URL", broker), ("QUEUE", "example"));
        var said = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            said.Add(line);
            if (line == "following")
            {
                _ = _process.StandardOutput.ReadToEndAsync(); // so that the pipe never fills
                return;
            }
        }

        Assert.Fail($"the consumer ended: {string.Join('\n', said)}\n{await _process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Without a word, as a crash would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>What it kept of each row by its key, as <c>insert</c>, <c>update title</c>, in their order.</summary>
    public ILookup<string, string> TellRows() => Read().Where(e => e["key"] is JsonArray { Count: > 0 }).ToLookup(
        e => (string)e["key"]![0]!,
        e => $"{e["op"]} {string.Join(',', e["changedColumns"]?.AsArray().Select(c => (string?)c) ?? [])}".TrimEnd());

    /// <summary>Of all that was kept, in its order.</summary>
    public IReadOnlyList<string> Ids() => [.. Read().Where(e => e["id"] is not null).Select(e => (string)e["id"]!)];

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }
    }

    private IEnumerable<JsonNode> Read()
    {
        if (!File.Exists(_file))
        {
            return [];
        }

        var text = File.ReadAllText(_file);
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Select(line => JsonNode.Parse(line)!);
    }
}
