using System.Net;
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
        await File.AppendAllTextAsync(await world.PartOfAsync(path), "xyz", TestContext.Current.CancellationToken);
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
        var part = await world.PartOfAsync(path);
        await File.AppendAllTextAsync(part, "456", TestContext.Current.CancellationToken);
        File.Move(part, part[..^".part".Length]);
        Assert.Equal(3, await alice.OffsetAsync(path));
        using var last = await alice.PatchAsync(path, 3, [4, 5, 6]);
        Assert.Equal([1, 2, 3, 4, 5, 6], await alice.DownloadAsync(await alice.StoredAsync(last)));
    }

    /// <summary>While the first gateway is away, nobody stores what was uploaded.</summary>
    [Fact]
    public async Task An_id_that_another_upload_had_costs_a_file_that_is_not_stored_yet_nothing()
    {
        const string Begin = "mutation($input: BeginUploadInput!) { beginUpload(input: $input) { upload { id } } }";
        const string Complete = "mutation($input: CompleteUploadInput!) { completeUpload(input: $input) { file { id } } }";
        var id = Guid.NewGuid();
        var path = $"{TusClient.Uploads}/{id}";
        var alice = await world.As("alice");
        var (owner, other) = (
            new JimClient(world.Second.Address, alice.Token), new JimClient(world.Second.Address, (await world.As("bob")).Token));
        await owner.DataAsync(Begin, new { input = new { name = "first.bin", size = 3, uploadId = id } });
        using var sent = await owner.PatchAsync(path, 0, [1, 2, 3]);
        Assert.Equal((404, null), await other.HeadAsync(path).RefusalAsync());
        await world.KillAsync();
        string file;
        try
        {
            file = (string)(await owner.DataAsync(Complete, new { input = new { id } }))["completeUpload"]!["file"]!["id"]!;
            using var deleted = await owner.TusAsync(HttpMethod.Delete, path, null);
            await other.DataAsync(Begin, new { input = new { name = "second.bin", size = 4, uploadId = id } });
            using var taken = await other.PatchAsync(path, 0, [4]);
            Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
        }
        finally
        {
            await world.StartAgainAsync();
        }

        const string State = "query($id: UUID!) { fileById(id: $id) { state } }";
        await Eventually.Holds(async () => (string?)(await alice.DataAsync(State, new { id = file }))["fileById"]!["state"] == "STORED");
        Assert.Equal([1, 2, 3], await alice.DownloadAsync(file));
    }

    [Fact]
    public async Task A_keeper_removes_what_has_expired_with_its_bytes()
    {
        var alice = await world.As("alice");
        var (old, live) = (await alice.BeginAsync(6), await alice.BeginAsync(6));
        foreach (var path in new[] { old, live })
        {
            using var some = await alice.PatchAsync(path, 0, [1, 2, 3]);
            File.SetLastWriteTimeUtc(await world.PartOfAsync(path), DateTime.UtcNow.AddDays(-3));
        }

        var part = await world.PartOfAsync(old);
        await world.Database.ExecuteAsync($"update jim.uploads set expires_at = now() where id = '{old[^36..]}'");
        await world.KillAsync();
        await world.StartAgainAsync(); // a keeper that begins to lead sweeps
        await Eventually.Holds(() => !File.Exists(part));
        Assert.Equal((404, null), await alice.HeadAsync(old).RefusalAsync());
        using var last = await alice.PatchAsync(live, 3, [4, 5, 6]);
        Assert.Equal([1, 2, 3, 4, 5, 6], await alice.DownloadAsync(await alice.StoredAsync(last)));
    }
}
