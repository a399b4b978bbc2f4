using Jim.Platform.Jobs;
using Jim.Platform.Tests.Files;
using Jim.Postgres.Changes;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Tests.Jobs;

public sealed class JobRunnerTests(FilesWorld world) : FilesTests(world)
{
    private static readonly GraphQLError Why = new("because") { Code = "WHY" };

    [Fact]
    public async Task Runs_a_job_under_its_stored_caller_and_keeps_its_result()
    {
        JobRow? seen = null;
        var id = await EnqueueAsync();

        await RunAsync(id, new ScriptedHandler((job, _) =>
        {
            seen = job;
            return Task.FromResult<JobOutcome>(new JobOutcome.Succeeded("""{"n":1}"""));
        }));

        Assert.Equal(FilesWorld.Alice with { ExpiresAt = null }, seen!.Caller! with { Roles = FilesWorld.Alice.Roles });
        Assert.Equal("x", seen.Payload.GetProperty("a").GetString());
        Assert.Equal("succeeded 1 {\"n\":1} t", await RowAsync(id, "state, attempt, result, finished_at is not null"));
    }

    [Fact]
    public async Task Tries_again_later_and_is_dead_after_the_last_attempt()
    {
        var handler = new ScriptedHandler(() => new JobOutcome.Retry(Why));
        var id = await EnqueueAsync();
        await World.ExecuteAsync($"update jim.jobs set attempts_max = 3 where id = '{id}'");

        for (var attempt = 1; attempt < 3; attempt++)
        {
            await RunAsync(id, handler);
            Assert.Equal($"queued {attempt} WHY t", await RowAsync(id, "state, attempt, error ->> 'code', run_at > now()"));
            Assert.False(await RunAsync(id, handler));
            await World.ExecuteAsync($"update jim.jobs set run_at = now() where id = '{id}'");
        }

        await RunAsync(id, handler);

        Assert.Equal("dead 3 WHY", await RowAsync(id, "state, attempt, error ->> 'code'"));
        Assert.Equal(3, handler.Runs);
    }

    [Fact]
    public async Task Postpones_a_job_whose_attempts_are_used_up()
    {
        var id = await EnqueueAsync();
        await World.ExecuteAsync($"update jim.jobs set attempts_max = 1 where id = '{id}'");

        await RunAsync(id, new ScriptedHandler(() => new JobOutcome.Postponed(Why, TimeSpan.FromMinutes(1))));

        Assert.Equal("queued WHY t", await RowAsync(id, "state, error ->> 'code', run_at > now()"));
    }

    public static TheoryData<Exception> PassingRefusals =>
    [
        new OverloadedException(1),
        new DatabaseUnavailableException(new IOException()),
        new GraphQLException(RunErrors.Conflict()),
        new GraphQLException(RequestErrors.TooManyRequests().Error),
        new NpgsqlException("The connection pool has been exhausted", new IOException()),
        .. ((string[])["40001", "40P01", "53100", "53300", "55P03", "57P01", "57P03", "08006", "25006"]).Select(
            state => new PostgresException("", "ERROR", "ERROR", state)),
    ];

    /// <summary>A refusal that passes by waiting, from a handler or from Postgres itself, uses up no attempt, however often it
    /// comes.</summary>
    [Theory]
    [MemberData(nameof(PassingRefusals))]
    public async Task Waits_without_using_up_an_attempt_where_the_refusal_passes(Exception refusal)
    {
        var handler = new ScriptedHandler((_, _) => throw refusal);
        var id = await EnqueueAsync();
        await World.ExecuteAsync($"update jim.jobs set attempts_max = 1 where id = '{id}'");

        for (var times = 1; times <= 3; times++)
        {
            Assert.True(await RunAsync(id, handler));
            Assert.Equal($"queued 0 {times} t", await RowAsync(id, "state, attempt, postponed, run_at > now()"));
            await World.ExecuteAsync($"update jim.jobs set run_at = now() where id = '{id}'");
        }

        await RunAsync(id, new ScriptedHandler(() => new JobOutcome.Succeeded(null)));
        Assert.Equal("succeeded 1", await RowAsync(id, "state, attempt"));
    }

    [Theory]
    [InlineData("23505", "queued 1 JIM_JOB_FAILED")]
    [InlineData("57014", "queued 1 HC0045")]
    [InlineData("XX000", "queued 1 JIM_DATABASE_ERROR")]
    [InlineData("58030", "queued 1 JIM_DATABASE_ERROR")]
    public async Task Uses_up_an_attempt_where_nobody_knows_whether_it_passes(string state, string row)
    {
        var id = await EnqueueAsync();

        await RunAsync(id, new ScriptedHandler((_, _) => throw new PostgresException("", "ERROR", "ERROR", state)));

        Assert.Equal(row, await RowAsync(id, "state, attempt, error ->> 'code'"));
    }

    [Fact]
    public async Task Is_dead_after_waiting_for_too_long_unless_it_was_promised_to_wait()
    {
        var (given, promised) = (await EnqueueAsync(), await EnqueueAsync());
        foreach (var (id, waits) in new[] { (given, false), (promised, true) })
        {
            var handler = new ScriptedHandler(() => new JobOutcome.Postponed(Why, TimeSpan.FromMinutes(1))) { WaitsForever = waits };
            await RunAsync(id, handler);
            await World.ExecuteAsync(
                $"update jim.jobs set run_at = now(), postponed_since = now() - interval '25 hours' where id = '{id}'");
            await RunAsync(id, handler);
        }

        Assert.Equal("dead WHY", await RowAsync(given, "state, error ->> 'code'"));
        Assert.Equal("queued WHY", await RowAsync(promised, "state, error ->> 'code'"));
    }

    [Fact]
    public async Task Does_not_take_many_waits_for_lost_workers()
    {
        var id = await EnqueueAsync();
        await World.ExecuteAsync($"update jim.jobs set fence = 1000, postponed = 1000 where id = '{id}'");

        await RunAsync(id, new ScriptedHandler(() => new JobOutcome.Succeeded(null)));

        Assert.Equal("succeeded", await RowAsync(id, "state"));
    }

    /// <summary>The rows of jobs are locked for a while just when a run has ended: its end is not lost, and it does not run
    /// again.</summary>
    [Fact]
    public async Task Records_how_it_ended_once_the_database_lets_it()
    {
        var id = await EnqueueAsync();
        await using var connection = await World.Superuser.OpenConnectionAsync(Ct);
        await using var holding = await connection.BeginTransactionAsync(Ct);
        await using var impatient = World.ConnectWith("-c lock_timeout=100");
        var handler = new ScriptedHandler(async (_, _) =>
        {
            await using var hold = new NpgsqlCommand($"select from jim.jobs where id = '{id}' for update", connection, holding);
            await hold.ExecuteNonQueryAsync(Ct);
            _ = Task.Delay(TimeSpan.FromSeconds(1.5), Ct).ContinueWith(_ => holding.RollbackAsync(Ct), TaskScheduler.Default);
            return new JobOutcome.Succeeded("""{"n":1}""");
        });

        await World.Runner(new JobStore(impatient, World.JobsOptions), handler).RunAsync(id, CancellationToken.None);

        Assert.Equal("succeeded {\"n\":1}", await RowAsync(id, "state, result"));
        Assert.Equal(1, handler.Runs);
    }

    [Fact]
    public async Task Tells_a_client_nothing_of_an_unexpected_exception()
    {
        var id = await EnqueueAsync();

        await RunAsync(id, new ScriptedHandler((_, _) => throw new InvalidOperationException("secret")));

        Assert.Equal("queued JIM_JOB_FAILED f", await RowAsync(id, "state, error ->> 'code', error::text like '%secret%'"));
    }

    [Fact]
    public async Task Fails_for_good_with_a_coded_error()
    {
        var id = await EnqueueAsync();

        await RunAsync(id, new ScriptedHandler((_, _) => throw new GraphQLException(Why)));

        Assert.Equal("failed WHY because", await RowAsync(id, "state, error ->> 'code', error ->> 'message'"));
    }

    [Fact]
    public async Task Fails_a_kind_that_nobody_knows()
    {
        var id = await EnqueueAsync("unheard");

        await RunAsync(id, new ScriptedHandler(() => new JobOutcome.Committed()));

        Assert.Equal("failed JIM_JOB_KIND", await RowAsync(id, "state, error ->> 'code'"));
    }

    [Fact]
    public async Task Gives_a_job_up_together_with_what_its_handler_writes_or_not_at_all()
    {
        var id = await EnqueueAsync();
        var handler = new ScriptedHandler(() => new JobOutcome.Rejected(Why)) { OnGivenUpSql = "select 1 / 0" };

        await Assert.ThrowsAsync<PostgresException>(() => RunAsync(id, handler));

        Assert.Equal("running", await RowAsync(id, "state"));
    }

    [Fact]
    public async Task Ends_as_dead_when_it_kills_every_worker_but_not_when_one_hundred_were_unlucky()
    {
        var handler = new ScriptedHandler(() => new JobOutcome.Succeeded(null));
        var (unlucky, deadly) = (await EnqueueAsync(), await EnqueueAsync());

        await World.ExecuteAsync(
            $"update jim.jobs set state = 'running', attempt = 1, fence = 100, lease_until = now() where id = '{unlucky}'");
        await World.ExecuteAsync(
            $"update jim.jobs set state = 'running', attempt = 1, fence = 1000, lease_until = now() where id = '{deadly}'");
        await RunAsync(unlucky, handler);
        await RunAsync(deadly, handler);

        Assert.Equal("succeeded 1", await RowAsync(unlucky, "state, attempt"));
        Assert.Equal("dead JIM_JOB_CRASHED", await RowAsync(deadly, "state, error ->> 'code'"));
        Assert.Equal(1, handler.Runs);
    }

    [Fact]
    public async Task Ends_the_run_of_a_job_that_was_cancelled()
    {
        var id = await EnqueueAsync();
        var handler = new ScriptedHandler(async (_, cancellationToken) =>
        {
            await World.ExecuteAsync($"update jim.jobs set state = 'cancelled' where id = '{id}'");
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new JobOutcome.Succeeded(null);
        });

        await RunAsync(id, handler).WaitAsync(TimeSpan.FromSeconds(20), Ct);

        Assert.Equal("cancelled", await RowAsync(id, "state"));
    }

    /// <summary>No lease is renewed meanwhile.</summary>
    [Theory]
    [InlineData("state = 'cancelled'")]
    [InlineData("fence = fence + 1")]
    public async Task Ends_the_run_of_a_job_that_is_lost_when_the_change_log_tells_it(string change)
    {
        var id = await EnqueueAsync();
        var reader = new ChangeReader(World.Gateway);
        JobRunner runner = null!;
        runner = new JobRunner(
            World.Jobs, new JobQueue(World.Bus, NullLogger<JobQueue>.Instance), [new ScriptedHandler(RunAsync)],
            World.JobsOptions with { Renewal = TimeSpan.FromHours(1) },
            TimeProvider.System, NullLogger<JobRunner>.Instance);

        await runner.RunAsync(id, Ct).WaitAsync(TimeSpan.FromMinutes(1), Ct);

        Assert.Equal("t", await RowAsync(id, "state in ('running', 'cancelled')"));

        async Task<JobOutcome> RunAsync(JobRow job, CancellationToken run)
        {
            var before = await reader.CurrentAsync(Ct);
            await World.ExecuteAsync($"update jim.jobs set progress = 0.5 where id = '{id}'");
            var between = await reader.ReadAsync(before, Ct);
            runner.Running.Follow(between);
            await World.ExecuteAsync($"update jim.jobs set {change} where id = '{id}'");
            Assert.False(run.IsCancellationRequested);
            runner.Running.Follow(await reader.ReadAsync(between.Now, Ct));
            await Task.Delay(Timeout.Infinite, run);
            return new JobOutcome.Succeeded(null);
        }
    }

    [Fact]
    public async Task Gives_a_job_back_when_the_process_stops()
    {
        var id = await EnqueueAsync();
        using var stopping = new CancellationTokenSource();
        var handler = new ScriptedHandler(async (_, cancellationToken) =>
        {
            await stopping.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new JobOutcome.Succeeded(null);
        });

        await World.Runner(handler).RunAsync(id, stopping.Token);

        Assert.Equal("queued 0 t", await RowAsync(id, "state, attempt, run_at <= now()"));
    }

    [Fact]
    public async Task Renews_the_lease_while_it_runs()
    {
        var id = await EnqueueAsync();
        var handler = new ScriptedHandler(async (_, cancellationToken) =>
        {
            await World.LapseAsync(id);
            for (var deadline = 0; deadline < 200 && await RowAsync(id, "lease_until > now()") == "f"; deadline++)
            {
                await Task.Delay(25, cancellationToken);
            }

            return new JobOutcome.Succeeded(null);
        });

        await RunAsync(id, handler);

        Assert.Equal("succeeded", await RowAsync(id, "state"));
    }

    [Fact]
    public async Task Shows_progress_only_of_the_newest_holder()
    {
        var id = await EnqueueAsync();
        var (old, newest) = await ClaimTwiceAsync(id);

        await World.Jobs.ProgressAsync(newest, 0.5, Ct);
        await World.Jobs.ProgressAsync(old, 0.9, Ct);

        Assert.Equal("0.5", await RowAsync(id, "progress"));
    }

    [Fact]
    public async Task Ends_an_effect_s_transaction_with_the_job_and_undoes_the_effect_of_an_old_fence()
    {
        var id = await EnqueueAsync();
        var (old, newest) = await ClaimTwiceAsync(id);

        var rejected = await Assert.ThrowsAsync<PostgresException>(() => EffectAsync(old, "old"));
        await EffectAsync(newest, "newest");
        var again = await Assert.ThrowsAsync<PostgresException>(() => EffectAsync(newest, "again"));

        Assert.True(JobCommit.IsStale(rejected) && JobCommit.IsStale(again));
        Assert.Equal(
            "newest", await World.ValueAsync<string>($"select string_agg(title, ' ') from public.documents where meta ->> 'job' = '{id}'"));
        Assert.Equal("succeeded {\"done\":true} 1", await RowAsync(id, "state, result, progress"));
    }

    [Theory]
    [InlineData(1, 0, 2)]
    [InlineData(3, 0, 8)]
    [InlineData(3, 1, 9.6)]
    [InlineData(3, -1, 6.4)]
    [InlineData(50, 0, 3600)]
    public void Waits_twice_as_long_each_time_and_never_longer_than_an_hour(int attempt, double spread, double seconds) =>
        Assert.Equal(seconds, Backoff.After(attempt, Backoff.Longest, spread).TotalSeconds, 6);

    /// <summary>
    /// As the handler of a queued mutation does it: under the caller's rights, and the job's end in the same transaction.
    /// </summary>
    private async Task EffectAsync(JobRow job, string title)
    {
        await using var batch = World.Gateway.CreateBatch();
        batch.BatchCommands.Add(Claims.Command(job.Caller!, job.Id.ToString()));
        batch.BatchCommands.Add(new("insert into public.documents (title, meta) values ($1, jsonb_build_object('job', $2::text))")
        {
            Parameters = { new() { Value = title }, new() { Value = job.Id.ToString() } },
        });
        foreach (var command in JobCommit.Commands(job.Id, job.Fence, """{"done":true}"""))
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(Ct);
    }

    private async Task<Guid> EnqueueAsync(string kind = "scripted")
    {
        var id = Guid.CreateVersion7();
        await using var batch = World.Gateway.CreateBatch();
        batch.BatchCommands.Add(Claims.Command(FilesWorld.Alice));
        batch.BatchCommands.Add(new($$"""select jim.enqueue('{{id}}', '{{kind}}', 'normal', '{"a":"x"}', null)"""));
        await batch.ExecuteNonQueryAsync(Ct);
        return id;
    }

    private Task<bool> RunAsync(Guid id, ScriptedHandler handler) => World.Runner(handler).RunAsync(id, CancellationToken.None);

    private Task<string> RowAsync(Guid id, string columns) =>
        World.ValueAsync<string>($"select concat_ws(' ', {columns}) from jim.jobs where id = '{id}'");

    /// <summary>Two holders of one job, the first of whom has lost its lease.</summary>
    private async Task<(JobRow Old, JobRow Newest)> ClaimTwiceAsync(Guid id)
    {
        var old = (await World.Jobs.ClaimAsync(id, Ct))!;
        await World.LapseAsync(id);
        return (old, (await World.Jobs.ClaimAsync(id, Ct))!);
    }
}
