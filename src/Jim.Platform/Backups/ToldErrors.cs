using System.Diagnostics;

namespace Jim.Platform.Backups;

/// <summary>The last lines that a program writes to standard error. Reads until the program ends, so that it never waits.</summary>
internal sealed class ToldErrors
{
    private const int LinesMax = 12;
    private readonly Queue<string> _lines = new();
    private readonly Task _reading;

    public ToldErrors(Process process) => _reading = Task.Run(async () =>
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Enqueue(line);
                if (_lines.Count > LinesMax)
                {
                    _lines.Dequeue();
                }
            }
        }
    });

    /// <summary>What it told, when it has ended.</summary>
    public async Task<string> ReadAsync()
    {
        await _reading;
        return string.Join('\n', _lines);
    }
}
