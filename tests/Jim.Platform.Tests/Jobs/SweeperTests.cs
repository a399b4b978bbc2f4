using Jim.Platform.Jobs;
using Jim.Platform.Tests.Files;

namespace Jim.Platform.Tests.Jobs;

public sealed class SweeperTests(FilesWorld world) : FilesTests(world)
{
    private readonly HandBus _bus = new();

    [Fact]
    public async Task Sends_what_the_broker_lost_until_every_file_is_stored()
    {
        var file = await World.UploadAsync([1]);
        World.Bus.Lose();

        await SweepAsync();
        Assert.True(Sent(file.JobId));
        await World.Runner().RunAsync(file.JobId, Ct);

        Assert.Equal("stored", await World.ValueAsync<string>($"select state::text from jim.files where id = '{file.FileId}'"));
    }

    [Fact]
    public async Task Sends_one_message_and_then_leaves_the_row_alone_for_a_while()
    {
        var file = await World.UploadAsync([1]);

        await SweepAsync();
        _bus.Lose();
        await SweepAsync();
        Assert.False(Sent(file.JobId));

        await World.ExecuteAsync($"update jim.jobs set published_at = now() - interval '61 s' where id = '{file.JobId}'");
        await SweepAsync();
        Assert.True(Sent(file.JobId));
    }

    [Fact]
    public async Task Trusts_no_earlier_message_when_it_begins_to_lead()
    {
        var file = await World.UploadAsync([1]);
        await SweepAsync();
        _bus.Lose();

        await SweepAsync(isFirst: true);

        Assert.True(Sent(file.JobId));
    }

    [Fact]
    public async Task Wakes_a_job_whose_worker_died_once_its_lease_lapsed()
    {
        var file = await World.UploadAsync([1]);
        await SweepAsync();
        await World.Jobs.ClaimAsync(file.JobId, Ct);
        _bus.Lose();

        await SweepAsync();
        Assert.False(Sent(file.JobId));
        await World.LapseAsync(file.JobId);
        await World.ExecuteAsync($"update jim.jobs set published_at = lease_until - interval '1 s' where id = '{file.JobId}'");
        await SweepAsync();
        Assert.True(Sent(file.JobId));
    }

    [Fact]
    public async Task Waits_for_the_time_of_a_job()
    {
        var file = await World.UploadAsync([1]);
        await World.ExecuteAsync($"update jim.jobs set run_at = now() + interval '1 hour' where id = '{file.JobId}'");

        await SweepAsync();
        Assert.False(Sent(file.JobId));
        await World.ExecuteAsync($"update jim.jobs set run_at = now() where id = '{file.JobId}'");
        await SweepAsync();
        Assert.True(Sent(file.JobId));
    }

    [Fact]
    public async Task Leaves_a_new_row_to_its_gateway_first()
    {
        var file = await World.UploadAsync([1]);
        var patient = World.JobsOptions with { PublishGrace = TimeSpan.FromMinutes(1) };

        Assert.DoesNotContain(await new JobStore(World.Gateway, patient).DueAsync(1000, Ct), d => d.Id == file.JobId);
    }

    [Fact]
    public async Task Goes_on_where_it_stopped_when_the_broker_comes_back()
    {
        var file = await World.UploadAsync([1]);
        _bus.IsDown = true;
        await Assert.ThrowsAsync<MessageBusException>(() => SweepAsync());

        _bus.IsDown = false;
        await SweepAsync();

        Assert.True(Sent(file.JobId));
    }

    [Fact]
    public async Task Sends_more_rows_than_one_batch_holds()
    {
        await World.ExecuteAsync("insert into jim.jobs (kind, run_at) select 'many', now() from generate_series(1, 1100)");

        await SweepAsync();

        Assert.Equal(1100, _bus.Messages.Count(m => Encoding.UTF8.GetString(m.Body).Contains("many", StringComparison.Ordinal)));
    }

    private Task SweepAsync(bool isFirst = false) =>
        new Sweeper(World.Jobs, new JobQueue(_bus, NullLogger<JobQueue>.Instance), World.JobsOptions).RunAsync(isFirst, Ct);

    private bool Sent(Guid id) =>
        _bus.Messages.Any(m => Encoding.UTF8.GetString(m.Body).Contains(id.ToString("D"), StringComparison.Ordinal));
}
