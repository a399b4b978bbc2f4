using Jim.Platform.Identity;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Platform.Tests.Identity;

public sealed class JwksKeySourceTests : IDisposable
{
    private const string Issuer = "https://id.example/realms/jim";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly PublishedKeys _published = new(Issuer, TestSigner.Rsa("first"));
    private readonly JwksKeySource _keys;

    public JwksKeySourceTests() => _keys = Source(new IdentityOptions(Issuer));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _published.Dispose();

    [Fact]
    public async Task A_flood_of_unknown_keys_reads_once_per_window()
    {
        for (var window = 1; window <= 3; window++)
        {
            await Task.WhenAll(
                Enumerable.Range(0, 500).Select(async i => Assert.Equal(KeyLookup.Unknown, await _keys.FindAsync($"random {i}", Stop))));
            Assert.Equal(window, _published.Reads);
            _time.Advance(TimeSpan.FromSeconds(9.9));
            Assert.Equal(KeyLookup.Unknown, await _keys.FindAsync("one more", Stop));
            Assert.Equal(window, _published.Reads);
            _time.Advance(TimeSpan.FromSeconds(0.2));
        }
    }

    [Fact]
    public async Task All_who_wait_for_the_keys_wait_for_one_read()
    {
        var gate = new TaskCompletionSource();
        _published.Gate = gate.Task;
        var waiting = Enumerable.Range(0, 100).Select(_ => _keys.FindAsync("first", Stop).AsTask()).ToArray();
        using var impatient = new CancellationTokenSource();
        var leaves = _keys.FindAsync("first", impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);

        gate.SetResult();
        Assert.All(await Task.WhenAll(waiting), k => Assert.NotNull(k.Key));
        Assert.Equal(1, _published.Reads);
    }

    [Fact]
    public async Task A_new_key_is_found_at_once_and_a_withdrawn_one_stops_to_count()
    {
        Assert.NotNull((await _keys.FindAsync("first", Stop)).Key);
        _time.Advance(TimeSpan.FromSeconds(11));
        _published.Signers = [.. _published.Signers, TestSigner.Rsa("second")];
        Assert.NotNull((await _keys.FindAsync("second", Stop)).Key);
        Assert.Equal(0, _keys.Generation); // a key more takes nothing from what was validated

        _published.Signers = [TestSigner.Rsa("third")];
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.NotNull((await _keys.FindAsync("third", Stop)).Key);
        Assert.Null((await _keys.FindAsync("first", Stop)).Key);
        Assert.Equal(1, _keys.Generation);
    }

    /// <summary>Also right after the keys were read, by a start or a check, and when several are rotated one after the other.</summary>
    [Fact]
    public async Task A_new_key_is_found_at_once_however_recent_the_last_read()
    {
        Assert.NotNull((await _keys.FindAsync("first", Stop)).Key);
        foreach (var next in (string[])["second", "third", "fourth"])
        {
            await _keys.CheckAsync(Stop);
            _published.Signers = [.. _published.Signers, TestSigner.Rsa(next)];
            Assert.NotNull((await _keys.FindAsync(next, Stop)).Key);
        }

        var reads = _published.Reads;
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _keys.FindAsync($"random {i}", Stop).AsTask()));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _keys.FindAsync($"more {i}", Stop).AsTask()));
        Assert.Equal(reads + 1, _published.Reads);
    }

    [Fact]
    public async Task A_key_replaced_under_its_id_counts_as_withdrawn()
    {
        await _keys.FindAsync("first", Stop);
        _published.Signers = [TestSigner.Rsa("first")];
        _time.Advance(TimeSpan.FromSeconds(11));
        await _keys.FindAsync("unknown", Stop);
        Assert.Equal(1, _keys.Generation);
    }

    [Fact]
    public async Task While_the_issuer_is_down_the_last_keys_go_on()
    {
        await _keys.FindAsync("first", Stop);
        _published.IsDown = true;
        _time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull((await _keys.FindAsync("first", Stop)).Key);
        Assert.Equal(KeyLookup.Uncertain, await _keys.FindAsync("maybe new", Stop));
        Assert.NotNull((await _keys.FindAsync("first", Stop)).Key);
    }

    [Fact]
    public async Task An_issuer_that_starts_later_is_asked_every_second()
    {
        _published.IsDown = true;
        Assert.Equal(KeyLookup.Uncertain, await _keys.FindAsync("first", Stop));
        _published.IsDown = false;
        Assert.Equal(KeyLookup.Uncertain, await _keys.FindAsync("first", Stop));
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.NotNull((await _keys.FindAsync("first", Stop)).Key);
    }

    [Fact]
    public async Task Keys_are_read_anew_when_they_are_old_without_keeping_anyone_waiting()
    {
        await _keys.FindAsync("first", Stop);
        _time.Advance(TimeSpan.FromMinutes(11));
        _published.Gate = new TaskCompletionSource().Task;
        Assert.NotNull((await _keys.FindAsync("first", Stop)).Key);
        await Eventually.Holds(() => _published.Reads == 2);
    }

    [Fact]
    public async Task A_read_that_hangs_ends_at_its_deadline()
    {
        _published.Gate = new TaskCompletionSource().Task;
        var waiting = _keys.FindAsync("first", Stop).AsTask();
        await Eventually.Holds(() => _published.Reads == 1);
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(KeyLookup.Uncertain, await waiting);
    }

    [Fact]
    public async Task A_discovery_document_of_another_issuer_is_not_believed()
    {
        var source = Source(new IdentityOptions("https://id.example/realms/other"));
        Assert.Equal(KeyLookup.Uncertain, await source.FindAsync("first", Stop));
        Assert.Equal(0, _published.Reads);
    }

    [Fact]
    public async Task Under_an_inside_address_the_keys_are_read_there_too()
    {
        var source = Source(new IdentityOptions(Issuer, "http://keycloak:8080/realms/jim/.well-known/openid-configuration"));
        Assert.NotNull((await source.FindAsync("first", Stop)).Key);
        Assert.Equal("http://keycloak:8080/realms/jim/certs", _published.Asked[^1].AbsoluteUri);
    }

    private JwksKeySource Source(IdentityOptions options) =>
        new(options, new HttpClient(_published), _time, NullLogger<JwksKeySource>.Instance);
}
