using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>Resumable uploads over the death of their gateway.</summary>
public sealed class TusKillTests(TusWorld world) : IClassFixture<TusWorld>
{
    [Fact]
    public async Task A_gateway_that_is_killed_in_the_middle_of_a_request_loses_nothing_that_it_acknowledged()
    {
        var alice = await world.As("alice");
        var bytes = RandomNumberGenerator.GetBytes(6_000_000);
        var path = await alice.BeginAsync(bytes.Length);
        var gated = new GatedContent(bytes[..4_000_000], bytes[4_000_000..]);
        var sending = alice.PatchAsync(path, 0, gated);
        Assert.Equal(4_000_000, await Eventually.Gives(() => alice.OffsetAsync(path), offset => offset == 4_000_000));
        await world.KillAsync();
        gated.Open();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sending);
        await world.StartAgainAsync();
        Assert.Equal(4_000_000, await alice.OffsetAsync(path));
        using var last = await alice.PatchAsync(path, 4_000_000, bytes[4_000_000..]);
        Assert.Equal(bytes, await alice.DownloadAsync(await alice.StoredAsync(last)));
    }

    [Fact]
    public async Task Unmodified_clients_go_on_when_the_gateway_is_there_again()
    {
        var gate = Path.Combine(world.Data, "gate");
        var clients = ClientLibraries.RunNodeAsync(world, ["tus.killed.mjs"], ("JIM_GATE", gate));
        await Eventually.Holds(() => clients.IsCompleted || File.Exists(gate + ".half"));
        Assert.False(clients.IsCompleted, "ended before the gateway was killed");
        await world.KillAsync();
        await world.StartAgainAsync();
        await File.WriteAllTextAsync(gate, string.Empty, TestContext.Current.CancellationToken);
        await clients;
    }

    /// <summary>As a power cut would leave it: bytes that were written after the last that count.</summary>
    [Fact]
    public async Task Bytes_that_were_not_acknowledged_do_not_count()
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(6);
        using var some = await alice.PatchAsync(path, 0, [1, 2, 3]);
        await File.AppendAllTextAsync(PartOf(path), "xyz", TestContext.Current.CancellationToken);
        using var last = await alice.PatchAsync(path, 3, [4, 5, 6]);
        Assert.Equal([1, 2, 3, 4, 5, 6], await alice.DownloadAsync(await alice.StoredAsync(last)));
    }

    /// <summary>The bytes have their final name, and the transaction that makes the file was never committed.</summary>
    [Fact]
    public async Task A_death_between_the_last_rename_and_the_commit_costs_the_last_bytes_only()
    {
        var alice = await world.As("alice");
        var path = await alice.BeginAsync(6);
        using var some = await alice.PatchAsync(path, 0, [1, 2, 3]);
        await File.AppendAllTextAsync(PartOf(path), "456", TestContext.Current.CancellationToken);
        File.Move(PartOf(path), PartOf(path)[..^".part".Length]);
        Assert.Equal(3, await alice.OffsetAsync(path));
        using var last = await alice.PatchAsync(path, 3, [4, 5, 6]);
        Assert.Equal([1, 2, 3, 4, 5, 6], await alice.DownloadAsync(await alice.StoredAsync(last)));
    }

    [Fact]
    public async Task A_keeper_removes_what_has_expired_with_its_bytes()
    {
        var alice = await world.As("alice");
        var (old, live) = (await alice.BeginAsync(6), await alice.BeginAsync(6));
        foreach (var path in new[] { old, live })
        {
            using var some = await alice.PatchAsync(path, 0, [1, 2, 3]);
            File.SetLastWriteTimeUtc(PartOf(path), DateTime.UtcNow.AddDays(-3));
        }

        await world.Database.ExecuteAsync($"update jim.uploads set expires_at = now() where id = '{old[^36..]}'");
        await world.KillAsync();
        await world.StartAgainAsync(); // a keeper that begins to lead sweeps
        await Eventually.Holds(() => !File.Exists(PartOf(old)));
        Assert.Equal((404, null), await alice.HeadAsync(old).RefusalAsync());
        using var last = await alice.PatchAsync(live, 3, [4, 5, 6]);
        Assert.Equal([1, 2, 3, 4, 5, 6], await alice.DownloadAsync(await alice.StoredAsync(last)));
    }

    private string PartOf(string path) => Path.Combine(world.Spool, Guid.Parse(path[^36..]).ToString("N") + ".part");
}
