namespace Jim.Platform.Cache;

/// <summary>
/// Runs that equal questions share while the store does not tell which answers are still true. Who asks while a run goes on may know of a
/// write that this run does not see; so it waits for the next one, which all who ask meanwhile share. However many ask at once, there is one
/// run at a time and question. Thread safe.
/// </summary>
internal sealed class SharedRuns
{
    /// <summary>Of callers who left or failed before they had an answer for all; then each runs for itself.</summary>
    private const int LeadersMax = 3;

    private readonly Dictionary<string, Turns> _turns = new(StringComparer.Ordinal);

    /// <summary>The answer of a run that begins after this call; null: one that nobody else may have.</summary>
    public async Task<CachedAnswer?> RunAsync(string question, Func<Task<CachedAnswer?>> run, CancellationToken cancellationToken)
    {
        for (var leaders = 0; leaders < LeadersMax; leaders++)
        {
            var mine = new Turn();
            var (turns, next) = Join(question, mine);
            if (next == mine)
            {
                return await LeadAsync(question, turns, mine, run, cancellationToken);
            }

            if (await next.Ended.Task.WaitAsync(cancellationToken) && next.Answer is { } answer)
            {
                return answer;
            }
        }

        return await run();
    }

    private async Task<CachedAnswer?> LeadAsync(
        string question, Turns turns, Turn mine, Func<Task<CachedAnswer?>> run, CancellationToken cancellationToken)
    {
        var hasRun = false;
        try
        {
            if (mine.After is { } before)
            {
                await before.Ended.Task.WaitAsync(cancellationToken);
                lock (_turns)
                {
                    (turns.Running, turns.Next) = (mine, null);
                }
            }

            mine.Answer = await run();
            hasRun = true;
            return mine.Answer;
        }
        finally
        {
            End(question, turns, mine);
            mine.Ended.SetResult(hasRun);
        }
    }

    /// <summary>The run to wait for: <paramref name="mine"/> where the caller must run for all.</summary>
    private (Turns Turns, Turn Next) Join(string question, Turn mine)
    {
        lock (_turns)
        {
            if (!_turns.TryGetValue(question, out var turns))
            {
                _turns.Add(question, turns = new Turns { Running = mine });
                return (turns, mine);
            }

            if (turns.Next is null)
            {
                mine.After = turns.Running;
                turns.Next = mine;
            }

            return (turns, turns.Next);
        }
    }

    private void End(string question, Turns turns, Turn mine)
    {
        lock (_turns)
        {
            turns.Running = turns.Running == mine ? null : turns.Running;
            turns.Next = turns.Next == mine ? null : turns.Next;
            if (turns is { Running: null, Next: null })
            {
                _turns.Remove(question);
            }
        }
    }

    /// <summary>The runs of one question.</summary>
    private sealed class Turns
    {
        public Turn? Running { get; set; }

        /// <summary>Begins when that has ended.</summary>
        public Turn? Next { get; set; }
    }

    private sealed class Turn
    {
        /// <summary>The run that goes on when this one is wanted; null: this one begins at once.</summary>
        public Turn? After { get; set; }

        /// <summary>Read by others after <see cref="Ended"/>.</summary>
        public CachedAnswer? Answer { get; set; }

        /// <summary>Whether it has run; false: its caller left or failed.</summary>
        public TaskCompletionSource<bool> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
