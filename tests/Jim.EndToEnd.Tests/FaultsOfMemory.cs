using System.Globalization;

namespace Jim.EndToEnd.Tests;

/// <summary>Large uploads pass through the gateway, they do not stay in it.</summary>
public sealed class FaultsOfMemory(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const long GrowthMax = 64L << 10; // KiB, as /proc tells it
    private const string Upload =
        "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id sizeBytes } errors { ... on Error { message "
            + "code } } } }";

    [Fact]
    public async Task An_upload_of_200_MiB_leaves_the_memory_flat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        await using var gateway = await JimProcess.RunAsync(world.EnvironmentWith(
            ("JIM_PROCESS", "gateway"), ("JIM_PUBLIC_URL", world.Address.AbsoluteUri.TrimEnd('/')),
            ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"))));
        var alice = new JimClient(gateway.Address, await world.TokenAsync("alice"));
        await SendAsync(alice, 1 << 20);
        var before = await gateway.ReadPeakMemoryAsync();
        await SendAsync(alice, 200L << 20);
        var growth = await gateway.ReadPeakMemoryAsync() - before;
        Assert.True(growth < GrowthMax, string.Create(CultureInfo.InvariantCulture, $"the peak grew by {growth} KiB"));
    }

    private static async Task SendAsync(JimClient client, long size)
    {
        using var answer = await client.UploadAsync(new StreamContent(new EndlessStream(size)), "large.bin", Upload, []);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(size, (long?)json["data"]?["uploadFile"]?["file"]?["sizeBytes"]);
    }
}
