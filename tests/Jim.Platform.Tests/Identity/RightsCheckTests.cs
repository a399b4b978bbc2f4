using Jim.Platform.Identity;
using Jim.Postgres.Rights;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Jim.Platform.Tests.Identity;

/// <summary>What follows from the issuer's answers about open tokens, and how often it is asked.</summary>
public sealed class RightsCheckTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly AskedIssuer _issuer = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlDataSource _away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
    private readonly Revocations _revocations;
    private readonly IssuerClient _client;
    private readonly RightsCheck _check;
    private readonly Task _running;

    public RightsCheckTests()
    {
        _revocations = new Revocations(_time);
        var bus = new InProcessBus(_time, NullLogger<InProcessBus>.Instance);
        var log = new RevocationLog(_away, _revocations, bus, NullLogger<RevocationLog>.Instance);
        _client = new IssuerClient(
            new IdentityOptions(AskedIssuer.Address), new IssuerClientOptions("jim-api", "x"), new HttpClient(_issuer), _time);
        _check = new RightsCheck(_revocations, log, _client, _time, NullLogger<RightsCheck>.Instance);
        _running = _check.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _away.DisposeAsync();
        _check.Dispose();
        _client.Dispose();
        _issuer.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_token_that_the_issuer_takes_for_inactive_ends_and_one_that_replaced_it_does_not()
    {
        var told = new List<string>();
        using var old = Open("ada", "old", Noon.AddMinutes(-2), told);
        using var next = Open("ada", "next", Noon.AddMinutes(-1), told);
        using var bob = Open("bob", "bobs", Noon.AddMinutes(-2), told);
        await AskedAsync("token old", 2);
        Assert.Empty(told);
        _issuer.Inactive.Add("old");
        await HoldsAsync(() => told.Count > 0);
        await AskedAsync("token next", _issuer.Count("token next") + 2);
        Assert.Equal(["old"], told);
        Assert.True(_revocations.Cover(old.Caller));
        Assert.False(_revocations.Cover(next.Caller));
    }

    [Fact]
    public async Task One_that_has_expired_is_not_taken_for_revoked()
    {
        var told = new List<string>();
        using var ada = Open("ada", "old", Noon.AddMinutes(-2), told, TimeSpan.FromSeconds(1));
        _issuer.Inactive.Add("old");
        _time.Advance(TimeSpan.FromSeconds(2));
        await AskedAsync("roles ada", 3);
        Assert.Empty(told);
        Assert.False(_revocations.Cover(ada.Caller));
    }

    [Fact]
    public async Task A_lost_role_ends_the_tokens_that_have_it_and_a_user_who_is_gone_ends_all()
    {
        var told = new List<string>();
        _issuer.Roles["ada"] = ["editor", "reader"];
        using var editor = Open("ada", "editors", Noon.AddMinutes(-1), told, "editor", "reader");
        using var reader = Open("ada", "readers", Noon.AddMinutes(-1), told, "reader");
        await AskedAsync("roles ada", 2);
        Assert.Empty(told);
        _issuer.Roles["ada"] = ["reader", "owner"];
        await HoldsAsync(() => told.Count > 0);
        await AskedAsync("roles ada", _issuer.Count("roles ada") + 2);
        Assert.Equal(["editors"], told);
        _issuer.Deleted.Add("ada");
        await HoldsAsync(() => told.Count > 1);
        Assert.Equal(["editors", "readers"], told);
    }

    /// <summary>A role that the client's mapper adds would else close every socket for ever.</summary>
    [Fact]
    public async Task A_role_that_later_tokens_have_though_the_user_has_not_ends_one_token_only()
    {
        var told = new List<string>();
        using var first = Open("ada", "first", Noon.AddMinutes(-1), told, "mapped");
        await HoldsAsync(() => told.Count > 0);
        using var second = Open("ada", "second", _time.GetUtcNow().AddSeconds(1), told, "mapped");
        await AskedAsync("roles ada", _issuer.Count("roles ada") + 3);
        Assert.Equal(["first"], told);

        // Once the user has had it, its loss counts.
        _issuer.Roles["ada"] = ["mapped"];
        await AskedAsync("roles ada", _issuer.Count("roles ada") + 2);
        _issuer.Roles["ada"] = [];
        await HoldsAsync(() => told.Count > 1);
        Assert.Equal(["first", "second"], told);
    }

    [Fact]
    public async Task While_the_issuer_is_away_nothing_ends_and_then_it_is_asked_again()
    {
        var told = new List<string>();
        using var ada = Open("ada", "old", Noon.AddMinutes(-2), told);
        _issuer.Inactive.Add("old");
        _issuer.IsDown = true;
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Empty(told);
        _issuer.IsDown = false;
        await HoldsAsync(() => told.Count > 0);
    }

    [Fact]
    public async Task Users_are_asked_about_a_few_at_once_each_once_in_four_seconds_and_no_longer_than_something_is_open()
    {
        var gate = new TaskCompletionSource();
        _issuer.Gate = gate.Task;
        var told = new List<string>();
        var open = Enumerable.Range(0, 50).Select(i => Open($"u{i}", $"t{i}", Noon.AddMinutes(-1), told)).ToList();
        await HoldsAsync(() => _issuer.MostAtOnce == 16);
        _time.Advance(RightsCheck.Every);
        gate.SetResult();
        await HoldsAsync(() => Enumerable.Range(0, 50).All(i => _issuer.Count($"roles u{i}") > 0));
        Assert.Equal(16, _issuer.MostAtOnce);

        open.Skip(1).ToList().ForEach(one => one.Dispose());
        var (before, at) = (_issuer.Count("roles u0"), _time.GetUtcNow());
        await AskedAsync("roles u0", before + 5);
        Assert.True(_time.GetUtcNow() - at >= RightsCheck.Every * 3.9, $"{_time.GetUtcNow() - at}");
        Assert.InRange(_issuer.Count("roles u1"), 1, 3);
    }

    private OpenToken Open(
        string subject, string token, DateTimeOffset issued, List<string> told, params string[] roles) =>
        Open(subject, token, issued, told, TimeSpan.FromHours(1), roles);

    private OpenToken Open(
        string subject, string token, DateTimeOffset issued, List<string> told, TimeSpan lasts, params string[] roles)
    {
        var caller = new Caller("jim_user", subject, [.. roles], null, null, null, _time.GetUtcNow() + lasts)
        {
            Session = $"session of {subject}", IssuedAt = issued,
        };
        return (OpenToken)_revocations.Watch(caller, token, () => told.Add(token));
    }

    private Task AskedAsync(string question, int times) => HoldsAsync(() => _issuer.Count(question) >= times);

    /// <summary>Lets time pass until it is so.</summary>
    private Task HoldsAsync(Func<bool> condition) => Eventually.Holds(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(200));
        return condition();
    });
}
