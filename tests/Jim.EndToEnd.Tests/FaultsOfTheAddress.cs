using System.Globalization;

namespace Jim.EndToEnd.Tests;

/// <summary><c>run --lan</c>, at an address of this machine that is not the usual one.</summary>
public sealed class LanWorld : JimWorld
{
    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    protected override async Task StartAsync()
    {
        Environment["JIM_LISTEN"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.2:{FreePort.Next("127.0.0.2")}");
        Gateway = await JimProcess.RunAsync(Environment, "--lan");
    }
}

/// <summary>The first phone: everything that it is told leads to the address it came by.</summary>
public sealed class FaultsOfTheAddress(LanWorld world) : IClassFixture<LanWorld>
{
    private const string Upload =
        "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id url } errors { ... on Error { message code } } } }";

    [Fact]
    public void The_address_is_printed_as_text_and_as_a_code()
    {
        Assert.Contains(
            $"For a phone on this network: {world.Address.AbsoluteUri.TrimEnd('/')}", world.Gateway.Log, StringComparison.Ordinal);
        Assert.True(
            world.Gateway.Log.Split('\n').Count(line => line.Contains('█') || line.Contains('▀') || line.Contains('▄')) >= 10,
            world.Gateway.Log);
    }

    [Fact]
    public async Task Tokens_name_that_address_as_their_issuer()
    {
        var payload = (await world.TokenAsync("alice")).Split('.')[1].Replace('-', '+').Replace('_', '/');
        var claims = JsonNode.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')))!;
        Assert.Equal(world.Issuer, (string?)claims["iss"]);
        Assert.Equal(JimWorld.Alice, (string?)(await (await world.As("alice")).DataAsync("{ me { subject } }"))["me"]!["subject"]);
    }

    [Fact]
    public async Task A_files_link_leads_there()
    {
        var alice = await world.As("alice");
        using var answer = await alice.UploadAsync(new ByteArrayContent(Encoding.UTF8.GetBytes("by phone")), "note.txt", Upload, []);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        var url = (string)json["data"]!["uploadFile"]!["file"]!["url"]!;
        Assert.StartsWith(world.Address.AbsoluteUri, url, StringComparison.Ordinal);
        await Eventually.Holds(async () =>
        {
            using var file = await alice.SendAsync(HttpMethod.Get, url);
            return file.IsSuccessStatusCode && await file.Content.ReadAsStringAsync() == "by phone";
        });
    }

    [Fact]
    public async Task Sockets_work_there()
    {
        await using var live = await LiveClient.ConnectAsync(world.Address, await world.TokenAsync("alice"));
        await live.SubscribeAsync("1", "subscription { documents(first: 1) { nodes { id } } }");
        Assert.NotNull((await live.UntilAsync(m => (string?)m["type"] is "next" or "error"))["payload"]!["data"]);
    }
}
