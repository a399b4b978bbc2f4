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
            ended.End($"early {i}");
        }

        clock.Advance(TimeSpan.FromMinutes(20));
        ended.End("late");
        ended.End("early 1");
        Assert.True(ended.Contains("early 1") && ended.Contains("late"));

        clock.Advance(TimeSpan.FromMinutes(10));
        ended.End("last");
        Assert.Equal((2, true, false), (ended.Count, ended.Contains("late"), ended.Contains("early 1")));
    }

    [Fact]
    public void Are_ten_thousand_at_most_of_which_the_oldest_are_forgotten()
    {
        var ended = new EndedSessions(TimeSpan.FromMinutes(30), new FakeTimeProvider());
        for (var i = 0; i < 10_100; i++)
        {
            ended.End($"{i}");
        }

        Assert.Equal((10_000, true, false), (ended.Count, ended.Contains("10099"), ended.Contains("0")));
    }
}
