using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Jim.Testing;

/// <summary>Keeps what is logged: the event's id, and its text with everything of its exception.</summary>
public sealed class RecordedLog<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(int Id, string Text)> _entries = [];

    public IReadOnlyList<(int Id, string Text)> Entries => [.. _entries];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((eventId.Id, $"{formatter(state, exception)} {exception}"));
}
