using Jim.Platform.Identity;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Platform.Tests.Identity;

public sealed class EndedSessionsTests
{
    [Fact]
    public void Are_remembered_while_their_refresh_tokens_live_and_no_longer()
    {
        var clock = new FakeTimeProvider();
        var ended = new EndedSessions(TimeSpan.FromMinutes(30), clock);
        for (var i = 0; i < 100; i++)
        {
            ended.End("alice", $"early {i}");
        }

        clock.Advance(TimeSpan.FromMinutes(20));
        ended.End("alice", "late");
        ended.End("alice", "early 1");
        Assert.True(ended.Contains("alice", "early 1") && ended.Contains("alice", "late"));

        clock.Advance(TimeSpan.FromMinutes(10));
        ended.End("alice", "last");
        Assert.Equal((2, true, false), (ended.Count, ended.Contains("alice", "late"), ended.Contains("alice", "early 1")));
    }

    [Fact]
    public void Are_ten_thousand_of_a_user_at_most_of_which_the_oldest_are_forgotten()
    {
        var ended = new EndedSessions(TimeSpan.FromMinutes(30), new FakeTimeProvider());
        ended.End("bob", "0");
        for (var i = 0; i < 10_100; i++)
        {
            ended.End("alice", $"{i}");
        }

        Assert.Equal((10_001, true, false), (ended.Count, ended.Contains("alice", "10099"), ended.Contains("alice", "0")));
        Assert.True(ended.Contains("bob", "0"));
    }
}
