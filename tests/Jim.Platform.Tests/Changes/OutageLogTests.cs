using Jim.Data.Migrations;
using Jim.Platform.Jobs;
using Jim.Postgres.Changes;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Tests.Changes;

/// <summary>While Postgres is away, what tries again and again logs each reason once, and once that Postgres is back.</summary>
public sealed class OutageLogTests : IAsyncLifetime
{
    private const int Attempts = 6;
    private readonly CountedTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private MigratedDatabase _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await MigratedDatabase.CreateAsync(DataModel.None);

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_tailer_of_the_change_log()
    {
        var log = new RecordedLog<ChangeTailer>();
        using var tailer = new ChangeTailer(new ChangeReader(_database.Gateway), _time, log);
        var running = tailer.RunAsync((_, _) => ValueTask.CompletedTask, _stop.Token);
        await tailer.WaitUntilToldAsync(PgSnapshot.Parse("1:1:"), Cancel);

        await GoThroughOutageAsync(log, LogEvents.ChangeLogReadable);

        await _stop.CancelAsync();
        await running;
        CheckLog(log, LogEvents.ChangeLogUnreadable, LogEvents.ChangeLogReadable);
    }

    [Fact]
    public async Task The_keeper()
    {
        var log = new RecordedLog<Keeper>();
        using var keeper = Create([], log);
        await keeper.StartAsync(Cancel);
        await Eventually.Holds(() => log.Entries.Any(e => e.Id == LogEvents.KeeperLeads));

        await GoThroughOutageAsync(log, LogEvents.KeeperDatabaseFound);

        await keeper.StopAsync(Cancel);
        CheckLog(log, LogEvents.KeeperDatabaseLost, LogEvents.KeeperDatabaseFound);
    }

    [Fact]
    public async Task A_duty_of_the_keeper_that_fails_and_then_succeeds()
    {
        var log = new RecordedLog<Keeper>();
        using var keeper = Create([new RecoveringDuty()], log);
        await keeper.StartAsync(Cancel);

        await Eventually.Holds(() => log.Entries.Any(e => e.Id == LogEvents.KeeperDutyRecovered));

        await keeper.StopAsync(Cancel);
        Assert.Single(log.Entries, e => e.Id == LogEvents.KeeperDutyFailed);
        CheckLog(log, LogEvents.KeeperDutyFailed, LogEvents.KeeperDutyRecovered);
    }

    private Keeper Create(IKeeperDuty[] duties, RecordedLog<Keeper> log) =>
        new(_database.Gateway, duties, new JobsOptions { Sweep = TimeSpan.FromMilliseconds(50) }, _time, log);

    private async Task GoThroughOutageAsync<T>(RecordedLog<T> log, int recovered)
    {
        var before = _time.Waits;
        await _database.LockOutAsync();
        await Eventually.Holds(() => _time.Waits >= before + Attempts);
        Assert.DoesNotContain(log.Entries, e => e.Id == recovered);
        await _database.LetInAsync();
        await Eventually.Holds(() => log.Entries.Any(e => e.Id == recovered));
    }

    private static void CheckLog<T>(RecordedLog<T> log, int failed, int recovered)
    {
        var reasons = log.Entries.Where(e => e.Id == failed).Select(e => e.Text).ToList();
        Assert.NotEmpty(reasons);
        Assert.Equal(reasons.Distinct(StringComparer.Ordinal), reasons);
        Assert.Single(log.Entries, e => e.Id == recovered);
    }

    private sealed class RecoveringDuty : IKeeperDuty
    {
        private int _runs;

        public TimeSpan Every => TimeSpan.FromMilliseconds(10);

        public Task RunAsync(bool isFirst, CancellationToken cancellationToken) =>
            ++_runs <= Attempts ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
    }
}
