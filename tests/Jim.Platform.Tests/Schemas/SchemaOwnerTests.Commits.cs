using Jim.Platform.Schemas;

namespace Jim.Platform.Tests.Schemas;

/// <summary>What commits bring about before the next poll.</summary>
public sealed partial class SchemaOwnerTests
{
    [Fact]
    public async Task A_commit_is_looked_at_before_the_next_poll()
    {
        await using var polling = new Polling(_schemas, _timeProvider);
        await ExecuteAsync("alter table notes add extra int");
        _schemas.NoteCommits();
        await PauseAsync(() => polling.Changed.Count == 1);
        Assert.True(Has(_schemas.Current, "Note", "extra"));
    }

    [Fact]
    public async Task From_the_finding_of_a_change_to_its_snapshot_no_cached_answer_is_used()
    {
        var building = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goOn = new ManualResetEventSlim(initialState: true);
        using var owner = NewOwner(_ =>
        {
            if (!goOn.IsSet)
            {
                building.TrySetResult();
                goOn.Wait(Cancel);
            }
        });
        await owner.CheckAsync(Cancel);
        var first = owner.Current;
        Assert.False(first.IsOutdated);
        goOn.Reset();
        await ExecuteAsync("alter table notes alter body type varchar");
        var checking = Task.Run(() => owner.CheckAsync(Cancel), Cancel);
        await building.Task.WaitAsync(Cancel);
        Assert.True(owner.Current == first && first.IsOutdated);
        goOn.Set();
        Assert.True(await checking);
        Assert.False(owner.Current.IsOutdated);
    }

    [Fact]
    public async Task A_change_that_no_request_can_see_lets_cached_answers_be_used_again()
    {
        var first = _schemas.Current;
        await ExecuteAsync("truncate notes");
        Assert.False(await _schemas.CheckAsync(Cancel));
        Assert.True(_schemas.Current == first && !first.IsOutdated);
    }

    /// <summary>Building takes far longer than looking, so that in a row of changes most wait for the poll.</summary>
    [Fact]
    public void Snapshots_are_built_for_commits_a_tenth_of_the_time_at_most()
    {
        using var looks = new CommitLooks(_timeProvider);
        Assert.True(looks.MayBuild);
        var began = _timeProvider.GetTimestamp();
        _timeProvider.Advance(TimeSpan.FromMilliseconds(100));
        looks.NoteEnd(began, built: true);
        Assert.False(looks.MayBuild);
        _timeProvider.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(looks.MayBuild);
        _timeProvider.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(looks.MayBuild);
    }

    [Fact]
    public async Task A_change_right_after_another_is_built_when_the_pause_is_over()
    {
        using var looks = new CommitLooks(_timeProvider);
        var began = _timeProvider.GetTimestamp();
        _timeProvider.Advance(TimeSpan.FromSeconds(3));
        looks.NoteEnd(began, built: true);
        looks.NoteEnd(_timeProvider.GetTimestamp(), built: false);
        Assert.False(looks.TryBeginBuild());
        var again = looks.WaitAsync(Cancel);
        _timeProvider.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(again.IsCompleted);
        _timeProvider.Advance(TimeSpan.FromMilliseconds(1));
        await again.WaitAsync(Cancel);
        Assert.True(looks.TryBeginBuild());
    }

    [Fact]
    public async Task Temporary_tables_are_no_change()
    {
        var builder = new SnapshotBuilder(_database.Gateway, new SnapshotOptions(["public"]));
        var before = await builder.ReadStateAsync(Cancel);
        await using var connection = await _database.Database.DataSource.OpenConnectionAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "create temporary table passing (id int primary key, body text)";
        await command.ExecuteNonQueryAsync(Cancel);
        Assert.Equal(before, await builder.ReadStateAsync(Cancel));
    }

    /// <summary>Commits come in any number; only polls count the time that a table is waited for.</summary>
    [Fact]
    public async Task Looks_for_commits_do_not_shorten_the_wait_for_a_table()
    {
        await ExecuteAsync("""
            create table days (id int primary key) partition by range (id); grant select on days to jim_user; select jim.track('days')
            """);
        var builder = new SnapshotBuilder(_database.Gateway, new SnapshotOptions(["public"]));
        var snapshot = await builder.BuildAsync(null, isPoll: true, Cancel);
        await ExecuteAsync("create table days_one partition of days for values from (1) to (10)");
        for (var look = 1; look <= 8; look++)
        {
            snapshot = await builder.BuildAsync(snapshot, isPoll: false, Cancel);
            Assert.Equal((false, true), DaysAre(snapshot));
        }

        for (var poll = 1; poll <= 6; poll++)
        {
            snapshot = await builder.BuildAsync(snapshot, isPoll: true, Cancel);
            Assert.Equal((false, poll <= 5), DaysAre(snapshot));
        }
    }

    /// <summary>Lets the pause between two looks pass, but no poll interval.</summary>
    private async Task PauseAsync(Func<bool> holds)
    {
        var left = SchemaOwner.PollInterval;
        await Eventually.Holds(() =>
        {
            var step = TimeSpan.FromMilliseconds(left.TotalMilliseconds > 100 ? 50 : 0);
            left -= step;
            _timeProvider.Advance(step);
            return holds();
        });
    }
}
