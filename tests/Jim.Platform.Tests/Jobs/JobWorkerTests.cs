using System.Collections.Concurrent;
using Jim.Platform.Files;
using Jim.Platform.Jobs;
using Jim.Platform.Tests.Files;

namespace Jim.Platform.Tests.Jobs;

public sealed class JobWorkerTests(FilesWorld world) : FilesTests(world)
{
    private readonly HandBus _bus = new();
    private readonly RecordedLog<JobWorker> _log = new();

    [Fact]
    public async Task Runs_what_messages_name_from_every_queue()
    {
        using var worker = await StartedAsync(World.Runner());
        var file = await World.UploadAsync([1]);

        Assert.All(JobQueue.All, q => Assert.True(_bus.IsConsumed(q)));
        await _bus.DeliverAsync(JobQueue.FileSmall, JobMessage.Write(file.JobId, JobQueue.FileStoreKind));

        Assert.Equal([1], await World.DownloadAsync(file.FileId));
        await worker.StopAsync(Ct);
        Assert.All(JobQueue.All, q => Assert.False(_bus.IsConsumed(q)));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{"v":2,"id":"6ecd8c99-4036-403d-bf84-cf8400f67836","kind":"x"}""")]
    [InlineData("""{"v":1,"id":"6ecd8c99-4036-403d-bf84-cf8400f67836","kind":"x"}""")]
    public async Task Lets_a_message_that_nothing_can_make_right_go_to_the_dead_letters_at_once(string body)
    {
        using var worker = await StartedAsync(World.Runner());

        await Assert.ThrowsAnyAsync<Exception>(() => _bus.DeliverAsync(JobQueue.Normal, Encoding.UTF8.GetBytes(body)));

        await worker.StopAsync(Ct);
    }

    [Fact]
    public async Task Lets_running_jobs_end_and_gives_back_those_that_take_too_long()
    {
        var (quick, slow) = (await World.UploadAsync([1]), await World.UploadAsync([2]));
        var (started, end) = (new SemaphoreSlim(0), new TaskCompletionSource());
        var handler = new ScriptedHandler(async (job, cancellationToken) =>
        {
            started.Release();
            await (job.Id == quick.JobId ? end.Task.WaitAsync(cancellationToken) : Task.Delay(Timeout.Infinite, cancellationToken));
            return new JobOutcome.Succeeded(null);
        });
        await World.ExecuteAsync($"update jim.jobs set kind = 'scripted' where id in ('{quick.JobId}', '{slow.JobId}')");
        using var worker = await StartedAsync(World.Runner(handler), World.JobsOptions with { Drain = TimeSpan.FromMilliseconds(500) });
        var work = new[] { quick, slow }.Select(f => _bus.DeliverAsync(JobQueue.Normal, JobMessage.Write(f.JobId, "scripted"))).ToArray();
        await started.WaitAsync(Ct);
        await started.WaitAsync(Ct);

        var stopped = worker.StopAsync(Ct);
        end.SetResult();
        await stopped;
        await Task.WhenAll(work);

        Assert.Equal("succeeded", await StateAsync(quick));
        Assert.Equal("queued", await StateAsync(slow));
        Assert.Contains(World.Bus.Messages, m => JobMessage.Read(m.Body).Id == slow.JobId); // for another worker, at once
    }

    [Fact]
    public async Task Waits_for_a_broker_that_comes_up_later()
    {
        _bus.IsDown = true;
        using var worker = await StartedAsync(World.Runner(), World.JobsOptions with { Sweep = TimeSpan.FromMilliseconds(20) });
        await Eventually.Holds(() => _log.Entries.Count > 0);
        Assert.DoesNotContain(nameof(MessageBusException), _log.Entries[0].Text, StringComparison.Ordinal);

        _bus.IsDown = false;
        await Eventually.Holds(() => JobQueue.All.All(_bus.IsConsumed));

        await worker.StopAsync(Ct);
    }

    [Fact]
    public async Task Acknowledges_the_message_of_a_long_job_and_runs_it_on()
    {
        var file = await World.UploadAsync([1]);
        var began = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        var handler = new ScriptedHandler(async (_, cancellationToken) =>
        {
            began.SetResult();
            await end.Task.WaitAsync(cancellationToken);
            return new JobOutcome.Succeeded(null);
        });
        await World.ExecuteAsync($"update jim.jobs set kind = 'scripted' where id = '{file.JobId}'");
        using var worker = await StartedAsync(
            World.Runner(handler), World.JobsOptions with { AcknowledgeWithin = TimeSpan.FromMilliseconds(50) });

        await _bus.DeliverAsync(JobQueue.Normal, JobMessage.Write(file.JobId, "scripted"));
        await began.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.Equal("running", await StateAsync(file));
        end.SetResult();
        await worker.StopAsync(Ct);

        Assert.Equal("succeeded", await StateAsync(file));
    }

    /// <summary>One worker, and ann's five messages come before ben's: his job runs second all the same, and each job runs once.</summary>
    [Fact]
    public async Task Shares_its_turns_out_among_users()
    {
        var files = new List<StagedFile>();
        for (var i = 0; i < 6; i++)
        {
            files.Add(await World.UploadAsync([(byte)i]));
        }

        var (ann, ben) = (Guid.NewGuid(), Guid.NewGuid());
        for (var i = 0; i < files.Count; i++)
        {
            await World.ExecuteAsync(
                $"update jim.jobs set kind = 'scripted', priority = 'low', owner_id = '{(i < 5 ? ann : ben)}', "
                    + $"run_at = now() - interval '{60 - i} s' where id = '{files[i].JobId}'");
        }

        var order = new ConcurrentQueue<Guid>();
        var (began, end) = (new SemaphoreSlim(0), new SemaphoreSlim(0));
        var handler = new ScriptedHandler(async (job, _) =>
        {
            order.Enqueue(job.OwnerId!.Value);
            began.Release();
            await end.WaitAsync(Ct);
            return new JobOutcome.Succeeded(null);
        });
        using var worker = await StartedAsync(
            World.Runner(handler), World.JobsOptions with { LeftToOthers = new Dictionary<string, int>() });
        var runs = new List<Task>();
        foreach (var file in files)
        {
            runs.Add(_bus.DeliverAsync(JobQueue.Low, JobMessage.Write(file.JobId, "scripted")));
            Assert.True(await began.WaitAsync(TimeSpan.FromSeconds(20), Ct));
        }

        Assert.Equal([ann, ben, ann, ann, ann, ann], order);
        end.Release(files.Count);
        await Task.WhenAll(runs);
        Assert.Equal(
            0,
            await World.ValueAsync<long>(
                $"select count(*) from jim.jobs where owner_id in ('{ann}', '{ben}') and state <> 'succeeded'"));
        await worker.StopAsync(Ct);
    }

    /// <summary>
    /// Ann's jobs take all places but the last; her fourth waits, while ben's begins at once. A worker that stops sends the message of
    /// who waits again.
    /// </summary>
    [Fact]
    public async Task Keeps_the_last_place_for_another_user()
    {
        var (ann, ben) = (Guid.NewGuid(), Guid.NewGuid());
        var order = new ConcurrentQueue<Guid>();
        var end = new SemaphoreSlim(0);
        var handler = new ScriptedHandler(async (job, _) =>
        {
            order.Enqueue(job.OwnerId!.Value);
            await end.WaitAsync(Ct);
            return new JobOutcome.Succeeded(null);
        });
        using var worker = await StartedAsync(World.Runner(handler), World.JobsOptions with { Sweep = TimeSpan.FromMinutes(5) });
        var runs = new List<Task>();
        foreach (var owner in (Guid[])[ann, ann, ann, ann])
        {
            runs.Add(DeliverAsync(await QueueAsync(owner)));
        }

        await Eventually.Holds(() => order.Count == 3);
        var bens = DeliverAsync(await QueueAsync(ben));
        await Eventually.Holds(() => order.Count == 4);
        Assert.Equal([ann, ann, ann, ben], order);

        Assert.Empty(_bus.Messages);
        var stopped = worker.StopAsync(Ct);
        await Eventually.Holds(() => _bus.Messages.Count == 1);
        end.Release(4);
        await Task.WhenAll([stopped, bens, .. runs]);
        Assert.Equal(JobQueue.Low, _bus.Messages.Single().Queue);
        Assert.Equal("1 queued, 4 succeeded", await World.ValueAsync<string>(
            "select string_agg(n || ' ' || state, ', ' order by state) from (select state::text, count(*) n from jim.jobs "
                + $"where owner_id in ('{ann}', '{ben}') group by 1) s"));
        await World.ExecuteAsync($"delete from jim.jobs where owner_id = '{ann}'"); // the one that waits would have a turn in other tests

        Task DeliverAsync(Guid id) => _bus.DeliverAsync(JobQueue.Low, JobMessage.Write(id, "scripted"));
    }

    /// <summary>The second job is claimed elsewhere between its message's choice and its claim: the message brings the third one.</summary>
    [Fact]
    public async Task A_message_whose_job_is_claimed_by_another_at_that_moment_brings_one_that_waits()
    {
        var handler = new ScriptedHandler(() => new JobOutcome.Succeeded(null));
        using var worker = await StartedAsync(World.Runner(handler), World.JobsOptions with { Sweep = TimeSpan.FromMinutes(5) });
        var (taken, waiting) = (await QueueAsync(Guid.NewGuid()), await QueueAsync(Guid.NewGuid()));
        await using var claim = await World.HoldAsync(
            $"update jim.jobs set state = 'running', fence = fence + 1, lease_until = now() + interval '1 h' where id = '{taken}'");

        var turn = _bus.DeliverAsync(JobQueue.Low, JobMessage.Write(taken, "scripted"));
        await claim.BlocksAsync(1);
        await claim.CommitAsync();
        await turn;

        Assert.Equal("succeeded", await World.ValueAsync<string>($"select state::text from jim.jobs where id = '{waiting}'"));
        Assert.Equal(1, handler.Runs);
        await worker.StopAsync(Ct);
        await World.ExecuteAsync($"delete from jim.jobs where id = '{taken}'");
    }

    private async Task<JobWorker> StartedAsync(JobRunner runner, JobsOptions? options = null)
    {
        options ??= World.JobsOptions;
        var turns = new JobTurns(
            World.Gateway, runner, new JobQueue(_bus, NullLogger<JobQueue>.Instance), options, TimeProvider.System);
        var worker = new JobWorker(_bus, runner, turns, options, TimeProvider.System, _log);
        await worker.StartAsync(Ct);
        if (!_bus.IsDown)
        {
            await Eventually.Holds(() => JobQueue.All.All(_bus.IsConsumed));
        }

        return worker;
    }

    private async Task<Guid> QueueAsync(Guid owner)
    {
        var file = await World.UploadAsync([1]);
        await World.ExecuteAsync(
            $"update jim.jobs set kind = 'scripted', priority = 'low', owner_id = '{owner}' where id = '{file.JobId}'");
        return file.JobId;
    }

    private Task<string> StateAsync(StagedFile file) =>
        World.ValueAsync<string>($"select state::text from jim.jobs where id = '{file.JobId}'");
}
