using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Postgres.Tests.Running;

/// <summary>For how long a user's statements may hold connections.</summary>
public sealed class DatabaseTimeTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Statements_are_charged_while_they_run_and_when_they_have_ended()
    {
        var time = new DatabaseTime(TimeSpan.FromSeconds(60), _clock);
        var first = time.Begin("ann");
        var second = time.Begin("ann");
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(TimeSpan.Zero, time.FindWait("ann"));
        Assert.Equal(5.8, time.FindBusyness("ann"), 3);
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(20, time.FindWait("ann").TotalSeconds, 3);
        first.End();
        second.End();
        Assert.Equal(20, time.FindWait("ann").TotalSeconds, 3);
        Assert.Equal(TimeSpan.Zero, time.FindWait("ben"));
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(1, time.FindWait("ann").TotalSeconds, 3);
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(TimeSpan.Zero, time.FindWait("ann"));
    }

    [Fact]
    public void Another_limit_is_forgotten_at_another_pace()
    {
        var time = new DatabaseTime(TimeSpan.FromSeconds(6), _clock);
        var use = time.Begin("ann");
        _clock.Advance(TimeSpan.FromSeconds(7));
        use.End();
        Assert.Equal(10, time.FindWait("ann").TotalSeconds, 3);
    }

    [Fact]
    public void Neither_0_nor_callers_who_cannot_be_told_apart_are_limited()
    {
        var off = new DatabaseTime(TimeSpan.Zero, _clock);
        var on = new DatabaseTime(TimeSpan.FromSeconds(1), _clock);
        var uses = new[] { off.Begin("ann"), on.Begin(Caller.Anonymous.ShareKey) };
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, off.FindWait("ann"));
        Assert.Equal(TimeSpan.Zero, on.FindWait(Caller.Anonymous.ShareKey));
        Assert.Equal((0, 0), (off.FindBusyness("ann"), on.FindBusyness(Caller.Anonymous.ShareKey)));
        Array.ForEach(uses, use => use.End());
    }

    /// <summary>Of two processors she may have one: after two seconds of each statement she rests as long, but half a second at
    /// most.</summary>
    [Fact]
    public void Who_has_kept_the_database_busy_rests_after_each_statement()
    {
        var time = new DatabaseTime(TimeSpan.FromSeconds(60), _clock, processors: 2);
        Run("ann", TimeSpan.FromMilliseconds(100));
        Assert.False(time.IsResting("ann"));
        Run("ann", TimeSpan.FromSeconds(11));
        Assert.True(time.IsResting("ann"));
        Pass(440);
        Assert.True(time.IsResting("ann"));
        Pass(20);
        Assert.False(time.IsResting("ann"));
        Pass(1000);
        Run("ann", TimeSpan.FromMilliseconds(200));
        Pass(140);
        Assert.True(time.IsResting("ann"));
        Pass(20);
        Assert.False(time.IsResting("ann"));
        Assert.False(time.IsResting("ben"));

        void Run(string user, TimeSpan length)
        {
            var use = time.Begin(user);
            _clock.Advance(length);
            use.End();
        }

        void Pass(int milliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public void A_user_is_alone_a_second_after_the_last_statement_of_others()
    {
        var time = new DatabaseTime(TimeSpan.FromSeconds(60), _clock, processors: 2);
        Assert.True(time.IsAlone("ann"));
        var anns = time.Begin("ann");
        Assert.True(time.IsAlone("ann"));
        var bens = time.Begin("ben");
        Assert.False(time.IsAlone("ann"));
        Assert.False(time.IsAlone("ben"));
        Assert.False(time.IsAlone("cem"));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(time.IsAlone("ann"));
        bens.End();
        Assert.False(time.IsAlone("ann"));
        time.Begin("ann").End();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(time.IsAlone("ann"));
        Assert.False(time.IsAlone("ben"));
        anns.End();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(time.IsAlone("ben"));
    }

    /// <summary>Many people may have one address: what it has used lessens its share, and refuses nobody.</summary>
    [Fact]
    public void Callers_without_a_token_are_measured_by_network_and_never_wait()
    {
        var time = new DatabaseTime(TimeSpan.FromSeconds(6), _clock);
        var (busy, idle) = (Caller.From("1.2.3.4").ShareKey, Caller.From("1.2.3.5").ShareKey);
        var use = time.Begin(busy);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.Zero, time.FindWait(busy));
        Assert.True(time.FindBusyness(busy) > 1);
        Assert.Equal(0, time.FindBusyness(idle));
        use.End();
    }

    [Fact]
    public void Users_who_have_stopped_cost_no_memory()
    {
        var time = new DatabaseTime(TimeSpan.FromSeconds(60), _clock);
        for (var i = 0; i < 20_000; i++)
        {
            var use = time.Begin($"user {i}");
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            use.End();
        }

        Assert.InRange(time.Users, 1, 2048);
    }
}
