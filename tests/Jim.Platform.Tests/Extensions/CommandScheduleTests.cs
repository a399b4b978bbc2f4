using Jim.Extensions;
using Jim.Platform.Extensions;
using Jim.Platform.Jobs;
using Jim.Platform.Tests.Files;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Platform.Tests.Extensions;

/// <summary>Commands that are due by their <c>Cron</c>, with a clock that is set by the tests.</summary>
public sealed class CommandScheduleTests(FilesWorld world) : FilesTests(world)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Noon);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await World.ExecuteAsync("delete from jim.schedules; delete from jim.jobs");
    }

    [Fact]
    public async Task Each_time_is_sent_once_by_several_keepers()
    {
        var keepers = Enumerable.Range(0, 4).Select(_ => Keeper<Hourly, HourlyHandler>()).ToList();
        await AllAsync();
        Assert.Empty(await DueAsync());
        for (var hour = 1; hour <= 5; hour++)
        {
            _clock.SetUtcNow(Noon.AddHours(hour).AddSeconds(1));
            await AllAsync();
            await World.ExecuteAsync("update jim.jobs set state = 'succeeded'");
        }

        Assert.Equal(["13:00", "14:00", "15:00", "16:00", "17:00"], await DueAsync());
        Assert.Equal(
            "jim_service t jim-service command.hourly",
            await World.ValueAsync<string>(
                "select concat_ws(' ', caller ->> 'role', owner_id is null, caller ->> 'subject', kind) from jim.jobs limit 1"));

        Task AllAsync() => Task.WhenAll(keepers.Select(k => Task.Run(() => k.RunAsync(isFirst: false, Ct))));
    }

    [Fact]
    public async Task Of_the_times_that_were_missed_the_latest_is_made_up_for()
    {
        await Keeper<Hourly, HourlyHandler>().RunAsync(isFirst: true, Ct);
        _clock.SetUtcNow(Noon.AddDays(400).AddMinutes(30));
        await Keeper<Hourly, HourlyHandler>().RunAsync(isFirst: true, Ct);
        Assert.Equal(["12:00"], await DueAsync());
        Assert.Equal("2027-04-05", await World.ValueAsync<string>("select (run_at at time zone 'UTC')::date::text from jim.jobs"));
    }

    [Fact]
    public async Task One_that_has_not_ended_is_not_joined_by_another()
    {
        var keeper = Keeper<Hourly, HourlyHandler>();
        await keeper.RunAsync(isFirst: true, Ct);
        foreach (var hour in (int[])[1, 2])
        {
            _clock.SetUtcNow(Noon.AddHours(hour));
            await keeper.RunAsync(isFirst: false, Ct);
        }

        Assert.Equal(["13:00"], await DueAsync());
        await World.ExecuteAsync("update jim.jobs set state = 'dead'");
        await keeper.RunAsync(isFirst: true, Ct);
        Assert.Equal(["13:00"], await DueAsync());
        _clock.SetUtcNow(Noon.AddHours(3));
        await keeper.RunAsync(isFirst: false, Ct);
        Assert.Equal(["13:00", "15:00"], await DueAsync());
    }

    [Fact]
    public async Task One_that_may_overlap_is_joined()
    {
        var keeper = Keeper<Overlapping, OverlappingHandler>();
        await keeper.RunAsync(isFirst: true, Ct);
        foreach (var hour in (int[])[1, 2])
        {
            _clock.SetUtcNow(Noon.AddHours(hour));
            await keeper.RunAsync(isFirst: false, Ct);
        }

        Assert.Equal(["13:00", "14:00"], await DueAsync());
    }

    [Theory]
    [InlineData(0.25, "13:00")]
    [InlineData(24 * 365, "13:00,12:00")]
    public async Task A_clock_that_is_set_back_a_little_repeats_nothing_and_one_set_back_far_begins_anew(double hoursAhead, string due)
    {
        var keeper = Keeper<Hourly, HourlyHandler>();
        await keeper.RunAsync(isFirst: true, Ct);
        _clock.SetUtcNow(Noon.AddHours(0.8 + hoursAhead));
        await keeper.RunAsync(isFirst: false, Ct);
        await World.ExecuteAsync("update jim.jobs set state = 'succeeded'");
        foreach (var minutes in (int[])[50, 61])
        {
            await Clock(Noon.AddMinutes(minutes)).RunAsync(isFirst: true, Ct);
        }

        Assert.Equal(due, string.Join(',', await DueAsync()));
    }

    [Fact]
    public async Task Another_expression_begins_anew_and_a_zone_is_kept_to()
    {
        await Keeper<Hourly, HourlyHandler>().RunAsync(isFirst: true, Ct);
        _clock.SetUtcNow(Noon.AddHours(11).AddMinutes(30));
        var night = Keeper<InBerlin, InBerlinHandler>();
        await night.RunAsync(isFirst: true, Ct);
        Assert.Empty(await DueAsync());
        _clock.SetUtcNow(Noon.AddDays(1));
        await night.RunAsync(isFirst: false, Ct);
        Assert.Equal(["02:00"], await DueAsync());
    }

    private CommandSchedule Keeper<TCommand, THandler>() => Build<TCommand, THandler>(_clock);

    /// <summary>A keeper whose clock shows this.</summary>
    private CommandSchedule Clock(DateTimeOffset now) => Build<Hourly, HourlyHandler>(new FakeTimeProvider(now));

    private CommandSchedule Build<TCommand, THandler>(TimeProvider clock)
    {
        var command = CommandDefinition.Read(typeof(TCommand), [typeof(THandler)]);
        return new CommandSchedule(
            new ExtensionSet([new Extension(typeof(TCommand).Assembly, [command], null)]), World.Gateway,
            new JobQueue(World.Bus, NullLogger<JobQueue>.Instance), clock, NullLogger<CommandSchedule>.Instance);
    }

    private async Task<string[]> DueAsync() => await World.ValueAsync<string[]>(
        "select coalesce(array_agg(to_char(run_at at time zone 'UTC', 'HH24:MI') order by run_at), '{}') from jim.jobs");

    [Command(Cron = "0 * * * *")]
    private sealed record Hourly;

    private sealed class HourlyHandler : ICommandHandler<Hourly>
    {
        public Task HandleAsync(Hourly command, CommandContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [Command(Cron = "0 * * * *", Overlaps = true)]
    private sealed record Overlapping;

    private sealed class OverlappingHandler : ICommandHandler<Overlapping>
    {
        public Task HandleAsync(Overlapping command, CommandContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [Command(Name = "hourly", Cron = "0 3 * * *", TimeZone = "Europe/Berlin")]
    private sealed record InBerlin;

    private sealed class InBerlinHandler : ICommandHandler<InBerlin>
    {
        public Task HandleAsync(InBerlin command, CommandContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
