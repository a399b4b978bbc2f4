using System.Globalization;
using System.Runtime.CompilerServices;

namespace Jim.GraphQL.Execution;

/// <summary>
/// The rest of an answer whose first result is written: deferred fragments and streamed lists, run side by side, given as they are ready.
/// </summary>
public sealed class IncrementalExecution : IAsyncDisposable
{
    /// <summary>Parts that run at once.</summary>
    private const int PartsMax = 16;

    /// <summary>Patches sent at once, where a list gives its items without waiting.</summary>
    private const int PatchesMax = 64;

    private readonly Queue<(LaterPart Part, PendingPart Pending)> _waiting = new();
    private int _ids = 1;

    internal IncrementalExecution(bool hasData, IReadOnlyList<LaterPart> later)
    {
        HasData = hasData;
        Pending = Announce(later);
    }

    /// <summary>False: the first result's data is null.</summary>
    public bool HasData { get; }

    /// <summary>The parts that the first result announces; empty: the answer is whole.</summary>
    public IReadOnlyList<PendingPart> Pending { get; }

    /// <summary>The batches that follow, to be asked for once. The last says that there is no next.</summary>
    public async IAsyncEnumerable<IncrementalBatch> RunAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var running = new Dictionary<Task<bool>, Run>();
        try
        {
            while (Fill(running))
            {
                await Task.WhenAny(running.Keys).WaitAsync(cancellation);
                yield return await GatherAsync(running);
            }
        }
        finally
        {
            foreach (var (step, run) in running)
            {
                await EndAsync(step, run);
            }

            await DisposeAsync();
        }
    }

    /// <summary>Gives up what has not begun.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_waiting.TryDequeue(out var next))
        {
            await next.Part.AbandonAsync();
        }
    }

    /// <summary>Starts what waits, up to the limit. False when nothing runs any more.</summary>
    private bool Fill(Dictionary<Task<bool>, Run> running)
    {
        while (running.Count < PartsMax && _waiting.TryDequeue(out var next))
        {
            var run = new Run(next.Pending, next.Part.RunAsync().GetAsyncEnumerator());
            running.Add(run.Results.MoveNextAsync().AsTask(), run);
        }

        return running.Count > 0;
    }

    /// <summary>Everything that is ready now.</summary>
    private async Task<IncrementalBatch> GatherAsync(Dictionary<Task<bool>, Run> running)
    {
        var (pending, patches, completed) = (new List<PendingPart>(), new List<IncrementalPatch>(), new List<CompletedPart>());
        while (patches.Count < PatchesMax && running.Keys.FirstOrDefault(step => step.IsCompleted) is { } step)
        {
            running.Remove(step, out var run);
            if (!await step)
            {
                completed.Add(new CompletedPart(run!.Pending, null, []));
                await run.Results.DisposeAsync();
                continue;
            }

            var result = run!.Results.Current;
            if (result.IsFailed)
            {
                completed.Add(new CompletedPart(run.Pending, result.Index, result.Errors));
                await run.Results.DisposeAsync();
                continue;
            }

            patches.Add(new IncrementalPatch(run.Pending, result.Json, result.Index, result.Errors));
            pending.AddRange(Announce(result.Later));
            running.Add(run.Results.MoveNextAsync().AsTask(), run);
        }

        return new IncrementalBatch(pending, patches, completed, running.Count > 0 || _waiting.Count > 0);
    }

    private List<PendingPart> Announce(IReadOnlyList<LaterPart> later)
    {
        var pending = new List<PendingPart>(later.Count);
        foreach (var part in later)
        {
            pending.Add(new PendingPart((++_ids).ToString(CultureInfo.InvariantCulture), part.Path, part.Label));
            _waiting.Enqueue((part, pending[^1]));
        }

        return pending;
    }

    /// <summary>A client that leaves leaves nothing running.</summary>
    private static async Task EndAsync(Task<bool> step, Run run)
    {
        try
        {
            await step;
        }
        catch (OperationCanceledException)
        {
            // The request is ending.
        }

        await run.Results.DisposeAsync();
    }

    private sealed record Run(PendingPart Pending, IAsyncEnumerator<PartResult> Results);
}
