using Jim.Platform.Identity;
using Jim.Platform.Jobs;
using Jim.Postgres.Rights;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Platform.Tests.Identity;

/// <summary>Which tokens a revocation means, and who is told of it.</summary>
public sealed class RevocationsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly Revocations _revocations;

    public RevocationsTests() => _revocations = new Revocations(_time);

    [Theory]
    [InlineData("ada", "s1", "ada s1", true)]
    [InlineData("ada", "s1", "ada s2", false)] // another session of the same user
    [InlineData("ada", "s1", "ada", true)] // a token that names no session
    [InlineData("ada", "s1", "bob s1", true)] // an issuer may give each client another sub
    [InlineData("ada", "s1", "bob", false)]
    [InlineData("ada", null, "ada s1", true)]
    [InlineData("ada", null, "ada", true)]
    [InlineData("ada", null, "bob s1", false)]
    [InlineData(null, "s1", "ada s1", true)]
    [InlineData(null, "s1", "ada s2", false)]
    [InlineData(null, "s1", "ada", false)]
    public void It_means_the_tokens_of_a_session_or_of_a_user(string? subject, string? session, string token, bool covered)
    {
        var parts = token.Split(' ');
        var caller = Token(parts[0], parts.ElementAtOrDefault(1));
        _revocations.Add(new Revocation(subject, session, Noon));
        Assert.Equal(covered, _revocations.Cover(caller));
    }

    [Theory]
    [InlineData(-60, true)]
    [InlineData(0, true)] // the same second
    [InlineData(1, false)]
    [InlineData(null, true)] // it does not say
    public void A_token_that_was_issued_later_counts(int? seconds, bool covered)
    {
        _revocations.Add(new Revocation("ada", null, Noon));
        Assert.Equal(covered, _revocations.Cover(Token("ada") with { IssuedAt = seconds is { } s ? Noon.AddSeconds(s) : null }));
    }

    [Fact]
    public void A_removed_role_means_the_tokens_that_have_it()
    {
        _revocations.Add(new Revocation("ada", null, Noon) { Roles = ["editor", "owner"] });
        Assert.True(_revocations.Cover(Token("ada") with { Roles = ["editor"] }));
        Assert.False(_revocations.Cover(Token("ada") with { Roles = ["reader"] }));
        Assert.False(_revocations.Cover(Token("ada") with { Roles = [] }));
    }

    [Fact]
    public void An_earlier_one_that_comes_later_takes_nothing_back_and_several_hold_at_once()
    {
        _revocations.Add(new Revocation("ada", "s1", Noon));
        _revocations.Add(new Revocation("ada", "s1", Noon.AddHours(-1)));
        _revocations.Add(new Revocation("ada", "s2", Noon));
        _revocations.Add(new Revocation("ada", null, Noon.AddHours(-2)));
        Assert.True(_revocations.Cover(Token("ada", "s1")));
        Assert.True(_revocations.Cover(Token("ada", "s2")));
        Assert.False(_revocations.Cover(Token("ada", "s3")));
        Assert.False(_revocations.Cover(Caller.Anonymous));
    }

    [Fact]
    public void Who_keeps_something_open_is_told_once_and_not_after_it_was_closed()
    {
        var told = new List<string>();
        using var ada = _revocations.Watch(Token("ada", "s1"), null, () => told.Add("ada"));
        using var other = _revocations.Watch(Token("ada", "s2"), null, () => told.Add("other session"));
        var gone = _revocations.Watch(Token("ada", "s1"), null, () => told.Add("gone"));
        gone.Dispose();
        Assert.Equal(2, _revocations.Open.Count());
        Assert.Equal(1, _revocations.Add(new Revocation("ada", "s1", Noon)));
        Assert.Equal(0, _revocations.Add(new Revocation("ada", "s1", Noon)));
        Assert.Equal(["ada"], told);
        Assert.Equal("s2", Assert.Single(_revocations.Open).Caller.Session);

        using var late = _revocations.Watch(Token("ada", "s1"), null, () => told.Add("late"));
        Assert.Equal(["ada", "late"], told);
    }

    /// <summary>However a revocation and the opening of a socket meet, the socket is told.</summary>
    [Fact]
    public async Task None_is_missed_that_is_opened_at_the_same_moment()
    {
        for (var i = 0; i < 2000; i++)
        {
            var (session, told) = ($"s{i}", 0);
            using var both = new Barrier(2);
            var adding = Task.Run(() =>
            {
                both.SignalAndWait();
                _revocations.Add(new Revocation("ada", session, Noon));
            });
            both.SignalAndWait();
            using var open = _revocations.Watch(Token("ada", session), null, () => Interlocked.Increment(ref told));
            await adding;
            Assert.Equal(1, told);
        }
    }

    [Fact]
    public void What_no_token_can_meet_any_more_is_forgotten()
    {
        _revocations.Add(new Revocation("ada", "s1", Noon));
        _time.Advance(OldRows.KeepRevocations + TimeSpan.FromMinutes(1));
        _revocations.Add(new Revocation("bob", "s2", _time.GetUtcNow()));
        Assert.False(_revocations.Cover(Token("ada", "s1")));
        Assert.True(_revocations.Cover(Token("bob", "s2") with { IssuedAt = _time.GetUtcNow() }));
    }

    [Fact]
    public async Task A_validator_refuses_what_was_revoked_also_where_it_has_seen_the_token_before()
    {
        const string Issuer = "https://id.example/realms/jim";
        var signer = TestSigner.Rsa("first");
        using var published = new PublishedKeys(Issuer, signer);
        var options = new IdentityOptions(Issuer);
        var keys = new JwksKeySource(options, new HttpClient(published), _time, NullLogger<JwksKeySource>.Instance);
        var validator = new TokenValidator(options, keys, _time, _revocations);
        var token = signer.Sign(new JsonObject
        {
            ["iss"] = Issuer, ["aud"] = "jim-api", ["sub"] = "ada", ["sid"] = "s1", ["iat"] = Noon.ToUnixTimeSeconds(),
            ["exp"] = Noon.AddMinutes(5).ToUnixTimeSeconds(),
        });
        var stop = TestContext.Current.CancellationToken;
        var caller = (await validator.ValidateAsync(token, stop)).Caller!;
        Assert.Equal(("s1", Noon), (caller.Session, caller.IssuedAt));
        _revocations.Add(new Revocation(null, "s1", Noon));
        var refusal = (await validator.ValidateAsync(token, stop)).Refusal;
        Assert.Equal("JIM_TOKEN_REVOKED", refusal?.Code);
        Assert.Equal("JIM_TOKEN_REVOKED", (await new TokenValidator(options, keys, _time, _revocations)
            .ValidateAsync(token, stop)).Refusal?.Code);
    }

    private static Caller Token(string subject, string? session = null) =>
        new("jim_user", subject, [], null, null, null, Noon.AddHours(1)) { Session = session, IssuedAt = Noon.AddMinutes(-1) };
}
