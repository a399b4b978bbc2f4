using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>The schema as a file: whole or in parts, cached by its tag, and only for those who may read it.</summary>
public sealed class SchemaDownloadTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    [Theory]
    [InlineData("/graphql?sdl")]
    [InlineData("/graphql?SDL")]
    [InlineData("/graphql/schema")]
    [InlineData("/graphql/schema/")]
    [InlineData("/graphql/schema.graphql")]
    [InlineData("/graphql/sdl")]
    public async Task The_whole_schema(string path)
    {
        using var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/graphql; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment; filename=\"schema.graphql\"", answer.Content.Headers.ContentDisposition!.ToString());
        Assert.Contains("Authorization", answer.Headers.Vary);
        Assert.StartsWith("schema {\n  query: Query\n", await TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Some_types_alone_in_the_order_of_the_whole()
    {
        using var several = await GetAsync("/graphql?types=DocumentStatus,SortEnumType,PageInfo&sdl");
        var sdl = await TextAsync(several);
        Assert.Equal("attachment; filename=\"types.graphql\"", several.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal(
            ["type PageInfo {", "enum DocumentStatus {", "enum SortEnumType {"],
            sdl.Split('\n').Where(line => line.EndsWith('{')));
        Assert.Contains(sdl.Split("\n\n")[1].Trim(), await TextAsync(await GetAsync("/graphql?sdl")), StringComparison.Ordinal);
        using var one = await GetAsync("/graphql/schema.graphql?types=%20PageInfo");
        Assert.Equal("attachment; filename=\"PageInfo.graphql\"", one.Content.Headers.ContentDisposition!.ToString());
        Assert.EndsWith(await TextAsync(one), sdl[..(sdl.IndexOf("\n\n", StringComparison.Ordinal) + 1)], StringComparison.Ordinal);
        Assert.Contains("scalar Int", await TextAsync(await GetAsync("/graphql?sdl&types=Int")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest, "HC0058", "The specified types argument is empty.")]
    [InlineData("Xyz.Abc", HttpStatusCode.BadRequest, "HC0059", "The type name is invalid.")]
    [InlineData("PageInfo,", HttpStatusCode.BadRequest, "HC0059", "The type name is invalid.")]
    [InlineData("PageInfo,Xyz", HttpStatusCode.NotFound, "HC0060", "The type `Xyz` does not exist.")]
    public async Task Types_that_cannot_be_given(string types, HttpStatusCode status, string code, string message)
    {
        using var answer = await GetAsync($"/graphql?sdl&types={types}");
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/graphql-response+json", answer.Content.Headers.ContentType!.MediaType);
        var error = JsonNode.Parse(await TextAsync(answer))!["errors"]![0]!;
        Assert.Equal((message, code), ((string?)error["message"], (string?)error["extensions"]!["code"]));
        Assert.Equal(types.Length == 0 ? null : types[(types.IndexOf(',') + 1)..], (string?)error["extensions"]!["typeName"]);
    }

    [Fact]
    public async Task A_type_that_the_callers_role_does_not_see_does_not_exist()
    {
        using var answer = await world.Anonymous().SendAsync(HttpMethod.Get, "/graphql?sdl&types=Document");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        using var seen = await GetAsync("/graphql?sdl&types=Document");
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
    }

    [Fact]
    public async Task A_schema_that_is_known_is_not_sent_again()
    {
        using var first = await GetAsync("/graphql?sdl");
        var tag = first.Headers.ETag!;
        Assert.False(tag.IsWeak);
        var alice = await world.As("alice");
        foreach (var known in new[] { tag.Tag, $"\"other\", W/{tag.Tag}", "*" })
        {
            using var again = await alice.SendAsync(HttpMethod.Get, "/graphql?sdl", change: r => r.Headers.Add("If-None-Match", known));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(tag, again.Headers.ETag);
            Assert.Empty(await TextAsync(again));
        }

        using var part = await GetAsync("/graphql?sdl&types=PageInfo");
        Assert.NotEqual(tag, part.Headers.ETag);
        using var other = await alice.SendAsync(
            HttpMethod.Get, "/graphql?sdl", change: r => r.Headers.Add("If-None-Match", part.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("/graphql?sdl")]
    [InlineData("/graphql/schema.graphql")]
    public async Task HEAD_has_the_headers_of_GET(string path)
    {
        using var whole = await GetAsync(path);
        using var head = await (await world.As("alice")).SendAsync(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(whole.Headers.ETag, head.Headers.ETag);
        Assert.Equal((await TextAsync(whole)).Length, head.Content.Headers.ContentLength);
        Assert.Equal("application/graphql; charset=utf-8", head.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Other_methods_are_told_what_is_allowed()
    {
        var anyone = world.Anonymous();
        using var head = await anyone.SendAsync(HttpMethod.Head, "/graphql?query={__typename}");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
        Assert.Equal(["GET", "OPTIONS", "POST"], head.Content.Headers.Allow.Order());
        using var delete = await anyone.SendAsync(HttpMethod.Delete, "/graphql");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, delete.StatusCode);
        Assert.Contains("POST", delete.Content.Headers.Allow);
        using var options = await anyone.SendAsync(HttpMethod.Options, "/graphql");
        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        Assert.Equal(["GET", "OPTIONS", "POST"], options.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task In_production_it_is_for_administrators()
    {
        var address = $"http://127.0.0.1:{FreePort.Next()}";
        await using var production = await JimProcess.RunAsync(world.EnvironmentWith(
            ("JIM_ENV", "production"), ("JIM_PROCESS", "gateway"), ("OIDC_ISSUER", world.Issuer), ("JIM_LISTEN", address),
            ("JIM_ALLOW_INSECURE", "OIDC_ISSUER,DATABASE_URL,DATABASE_OWNER_URL")));
        var alice = new JimClient(production.Address, await world.TokenAsync("alice"));
        // On a busy machine the first read of the issuer's keys may take longer than a request waits for them.
        await Eventually.Holds(async () =>
        {
            using var first = await alice.SendAsync(HttpMethod.Get, "/graphql?sdl");
            return first.StatusCode != HttpStatusCode.ServiceUnavailable;
        });
        foreach (var path in new[] { "/graphql?sdl", "/graphql/schema.graphql", "/graphql/schema?types=Document" })
        {
            using var refused = await alice.SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Equal("HC0046", (string?)JsonNode.Parse(await TextAsync(refused))!["errors"]![0]!["extensions"]!["code"]);
        }

        using var allowed = await new JimClient(production.Address, await world.TokenAsync("carol"))
            .SendAsync(HttpMethod.Get, "/graphql?sdl");
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    private async Task<HttpResponseMessage> GetAsync(string path) => await (await world.As("alice")).SendAsync(HttpMethod.Get, path);

    private static Task<string> TextAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
