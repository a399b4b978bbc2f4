using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Postgres.Tests.Running;

/// <summary>Work on behalf of users beside other work, on connections of the same data source.</summary>
public sealed class FairTurnsTests
{
    private static readonly Caller Ann = new("jim_user", "ann", [], null, null, null, null);
    private static readonly Caller Ben = new("jim_user", "ben", [], null, null, null, null);

    [Fact]
    public async Task Beside_another_a_user_has_half_and_one_place_once_he_has_kept_the_database_busy()
    {
        var clock = new FakeTimeProvider();
        var time = new DatabaseTime(TimeSpan.FromSeconds(60), clock);
        using var turns = new FairTurns(8, time, clock);
        var (running, end, bens) = (0, new TaskCompletionSource(), new TaskCompletionSource());
        var ben = turns.RunAsync(Ben, () => bens.Task, TestContext.Current.CancellationToken);
        var first = Start(8, () => end.Task);
        Assert.Equal(4, running);
        clock.Advance(TimeSpan.FromSeconds(3)); // twelve of Ann's seconds
        var most = 0;
        var later = Start(8, async () =>
        {
            most = Math.Max(most, running);
            await Task.Yield();
        });
        end.SetResult();
        await Eventually.Holds(() => first.Count(f => f.IsCompleted) == 4);
        Assert.Equal(0, running); // she rests
        await Eventually.Holds(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(50));
            return first.Concat(later).All(task => task.IsCompleted);
        });

        Assert.Equal(1, most);
        bens.SetResult();
        await ben;

        List<Task> Start(int count, Func<Task> work) => [.. Enumerable.Range(0, count).Select(_ => turns.RunAsync(
            Ann,
            async () =>
            {
                Interlocked.Increment(ref running);
                await work();
                Interlocked.Decrement(ref running);
            },
            TestContext.Current.CancellationToken))];
    }

    [Fact]
    public async Task A_place_is_free_again_when_what_ran_in_it_has_failed()
    {
        using var turns = new FairTurns(1, new DatabaseTime(TimeSpan.Zero, TimeProvider.System), TimeProvider.System);
        await Assert.ThrowsAsync<InvalidDataException>(
            () => turns.RunAsync(Ann, () => throw new InvalidDataException(), TestContext.Current.CancellationToken));
        await turns.RunAsync(Ann, () => Task.CompletedTask, TestContext.Current.CancellationToken);
    }
}
