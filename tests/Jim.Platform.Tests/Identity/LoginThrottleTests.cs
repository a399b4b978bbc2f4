using System.Net;
using Jim.Platform.Identity;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Platform.Tests.Identity;

/// <summary>Guessing gets slower with each wrong password, for whoever guesses and for nobody else.</summary>
public sealed class LoginThrottleTests
{
    private static readonly IPAddress attacker = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress owner = IPAddress.Parse("192.0.2.2");

    private readonly FakeTimeProvider _time = new();
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new LoginThrottle(_time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_wrong_attempt_is_answered_later_than_the_one_before()
    {
        foreach (var milliseconds in new[] { 250, 500, 1_000, 2_000, 4_000, 8_000, 8_000 })
        {
            var attempt = AttemptAsync("alice", attacker, right: false);
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
            Assert.False(attempt.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal((false, false), await attempt);
        }
    }

    [Fact]
    public async Task A_right_password_waits_for_its_turn_only_where_it_comes_from_the_same_network()
    {
        var wrong = AttemptAsync("alice", attacker, right: false);
        var same = AttemptAsync("alice", attacker, right: true);
        Assert.Equal((true, false), await AttemptAsync("alice", owner, right: true));
        Assert.Equal((true, false), await AttemptAsync("bob", attacker, right: true));
        Assert.False(same.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal((false, false), await wrong);
        Assert.Equal((true, false), await same);
        Assert.Equal(0, _throttle.Count);
    }

    [Fact]
    public async Task Attempts_at_once_are_refused_without_a_look_at_the_password()
    {
        var looked = 0;
        var attempts = Enumerable.Range(0, 100).Select(_ => _throttle.TryAsync<string>(
            "alice", attacker, () => { looked++; return null; }, Stop).AsTask()).ToList();
        var refused = 0;
        foreach (var attempt in attempts.Where(a => a.IsCompletedSuccessfully))
        {
            refused += (await attempt).TooMany ? 1 : 0;
        }

        Assert.Equal(95, refused);
        Assert.Equal(1, looked);
        while (!attempts.TrueForAll(a => a.IsCompleted))
        {
            _time.Advance(TimeSpan.FromSeconds(8));
            await Task.Yield();
        }

        Assert.Equal(5, looked);
    }

    [Fact]
    public async Task A_client_that_leaves_does_not_end_its_delay()
    {
        using var left = new CancellationTokenSource();
        var wrong = _throttle.TryAsync<string>("alice", attacker, () => null, left.Token).AsTask();
        var next = AttemptAsync("alice", attacker, right: true);
        await left.CancelAsync();
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.True((await next).Found);
        Assert.Null((await wrong).Found);
    }

    [Fact]
    public async Task A_network_of_IPv6_counts_as_one_address()
    {
        var wrong = AttemptAsync("alice", IPAddress.Parse("2001:db8:1:2::1"), right: false);
        var next = AttemptAsync("alice", IPAddress.Parse("2001:db8:1:2:ffff::2"), right: true);
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        await wrong;
        Assert.True((await next).Found);
    }

    [Fact]
    public async Task What_is_remembered_is_bounded_and_forgotten()
    {
        var attempts = Enumerable.Range(0, 10_000).Select(i => AttemptAsync("alice", new IPAddress(i + 1L), right: false)).ToList();
        Assert.Equal(4_096, _throttle.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(attempts);
        Assert.Equal((false, true), await attempts[^1]); // more at once than can be remembered

        var late = AttemptAsync("alice", IPAddress.Parse("203.0.113.9"), right: false);
        Assert.Equal(4_096, _throttle.Count);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal((false, false), await late);
        _time.Advance(TimeSpan.FromMinutes(16));
        var again = AttemptAsync("alice", IPAddress.Parse("203.0.113.9"), right: false);
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal((false, false), await again);
    }

    private async Task<(bool Found, bool TooMany)> AttemptAsync(string account, IPAddress address, bool right)
    {
        var (found, tooMany) = await _throttle.TryAsync(account, address, () => right ? "found" : null, Stop);
        return (found is not null, tooMany);
    }
}
