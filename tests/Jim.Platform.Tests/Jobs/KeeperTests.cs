using Jim.Platform.Jobs;
using Jim.Platform.Tests.Files;

namespace Jim.Platform.Tests.Jobs;

public sealed class KeeperTests(FilesWorld world) : FilesTests(world)
{
    [Fact]
    public async Task One_leads_and_another_takes_over_when_it_stops()
    {
        var (first, second) = (new CountingDuty(), new CountingDuty());
        using var leader = Keeper(first);
        using var follower = Keeper(second);

        await leader.StartAsync(Ct);
        await first.Ran.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await follower.StartAsync(Ct);
        await first.RanOften.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        Assert.False(second.Ran.IsCompleted);
        Assert.Equal(1, first.Firsts);

        await leader.StopAsync(Ct);
        await second.Ran.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await follower.StopAsync(Ct);
    }

    [Fact]
    public async Task Leads_again_after_its_connection_was_cut()
    {
        var duty = new CountingDuty();
        using var keeper = Keeper(duty);
        await keeper.StartAsync(Ct);
        await duty.Ran.WaitAsync(TimeSpan.FromSeconds(20), Ct);

        await World.ExecuteAsync(
            """
            select pg_terminate_backend(pid) from pg_locks
            where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
            """);
        await duty.Restarted.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await keeper.StopAsync(Ct);
    }

    private Keeper Keeper(IKeeperDuty duty) => new(
        World.Gateway, [duty, new FailingDuty()], World.JobsOptions with { Sweep = TimeSpan.FromMilliseconds(50) }, TimeProvider.System,
        NullLogger<Keeper>.Instance);

    private sealed class CountingDuty : IKeeperDuty
    {
        private readonly TaskCompletionSource _ran = new();
        private readonly TaskCompletionSource _ranOften = new();
        private readonly TaskCompletionSource _restarted = new();
        private int _runs;

        public TimeSpan Every => TimeSpan.FromMilliseconds(10);

        public Task Ran => _ran.Task;

        public Task RanOften => _ranOften.Task;

        public Task Restarted => _restarted.Task;

        public int Firsts { get; private set; }

        public Task RunAsync(bool isFirst, CancellationToken cancellationToken)
        {
            _ran.TrySetResult();
            Firsts += isFirst ? 1 : 0;
            if (++_runs > 20)
            {
                _ranOften.TrySetResult();
            }

            if (Firsts > 1)
            {
                _restarted.TrySetResult();
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>One duty's failure is nobody else's.</summary>
    private sealed class FailingDuty : IKeeperDuty
    {
        public TimeSpan Every => TimeSpan.FromMilliseconds(10);

        public Task RunAsync(bool isFirst, CancellationToken cancellationToken) => throw new InvalidOperationException("as told");
    }
}
