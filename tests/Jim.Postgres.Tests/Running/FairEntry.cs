using System.Diagnostics.CodeAnalysis;
using Jim.Postgres.Running;

namespace Jim.Postgres.Tests.Running;

/// <summary>A request in a queue. A task of it would learn of its place a little later than the queue gives it.</summary>
[SuppressMessage("Reliability", "CA2012", Justification = "It is looked at while it waits, and its result is taken once.")]
internal sealed class FairEntry(FairQueue queue, string user, CancellationToken cancellationToken)
{
    private readonly ValueTask<FairShare> _entering = queue.EnterAsync(user, cancellationToken);

    public bool IsCompleted => _entering.IsCompleted;

    /// <summary>The place; throws why there is none.</summary>
    public FairShare Take() => _entering.GetAwaiter().GetResult();

    public void Leave() => queue.Leave(Take());

    /// <summary>Two users come, find free places and leave.</summary>
    public static void Pass(FairQueue queue, string one, string other)
    {
        var first = queue.EnterAsync(one, default).GetAwaiter().GetResult();
        var second = queue.EnterAsync(other, default).GetAwaiter().GetResult();
        queue.Leave(first);
        queue.Leave(second);
    }
}
