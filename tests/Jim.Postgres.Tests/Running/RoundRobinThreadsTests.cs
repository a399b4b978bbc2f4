using Jim.Postgres.Running;

namespace Jim.Postgres.Tests.Running;

/// <summary>Work that takes a processor or the disk for long: whose turn it is, and on which thread.</summary>
public sealed class RoundRobinThreadsTests
{
    [Fact]
    public async Task Users_take_turns_however_much_work_one_of_them_has()
    {
        var threads = new RoundRobinThreads(1);
        using var held = new SemaphoreSlim(0);
        using var begun = new SemaphoreSlim(0);
        var holding = threads.RunAsync("cy", () =>
        {
            begun.Release();
            held.Wait();
            return Task.CompletedTask;
        });
        await begun.WaitAsync(TestContext.Current.CancellationToken);
        var order = new List<string>();
        var all = Enumerable.Repeat("ann", 4).Concat(["ben", "ben"]).Select((user, i) => threads.RunAsync(user, () =>
        {
            order.Add($"{user} {i}");
            return Task.CompletedTask;
        })).ToList();
        held.Release();
        await Task.WhenAll(all.Append(holding));
        Assert.Equal(["ann 0", "ben 4", "ann 1", "ben 5", "ann 2", "ann 3"], order);
    }

    [Fact]
    public async Task Each_part_of_a_piece_of_work_is_a_turn_and_runs_on_these_threads()
    {
        var threads = new RoundRobinThreads(1);
        var arrives = new TaskCompletionSource();
        var order = new List<string?>();
        var ann = threads.RunAsync("ann", async () =>
        {
            order.Add($"ann {Thread.CurrentThread.Name}");
            await arrives.Task;
            order.Add($"ann {Thread.CurrentThread.Name}");
        });
        await threads.RunAsync("ben", () =>
        {
            order.Add($"ben {Thread.CurrentThread.Name}");
            return Task.CompletedTask;
        });
        arrives.SetResult();
        await ann;
        Assert.Equal(["ann Jim turns", "ben Jim turns", "ann Jim turns"], order);
    }

    [Fact]
    public async Task Gives_results_throws_what_the_work_throws_and_leaves_the_caller_where_it_was()
    {
        var threads = new RoundRobinThreads(2);
        Assert.Equal(5, await threads.RunAsync("ann", () => Task.FromResult(5)));
        await Assert.ThrowsAsync<InvalidDataException>(() => threads.RunAsync("ann", () => throw new InvalidDataException()));
        Assert.NotEqual("Jim turns", Thread.CurrentThread.Name);
    }
}
