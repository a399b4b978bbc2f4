using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>What answers to GET tell caches, and which methods an address names.</summary>
public sealed class GetAnswerTests(PersistedWorld world) : IClassFixture<PersistedWorld>
{
    /// <summary>
    /// A shared cache keeps no answer, and a browser's asks again; what is refused is kept by nobody. Whoever keeps one knows what it
    /// depends on.
    /// </summary>
    [Theory]
    [InlineData("/graphql?query={__typename}", "private, no-cache")]
    [InlineData("/graphql?query={documents{totalCount}}", null)]
    [InlineData("/graphql?query={me{name}}", null)]
    [InlineData("/graphql?query={nonsense}", "no-store")]
    [InlineData("/graphql?query={", "no-store")]
    [InlineData("/graphql?query=mutation{nonsense}", "no-store")]
    [InlineData("/graphql?query={__typename}&variables=x", "no-store")]
    [InlineData("/graphql?x=1", "no-store")]
    [InlineData("/graphql?id=Me", null)]
    [InlineData("/graphql?id=None", "no-store")]
    [InlineData("/graphql/persisted/Me", null)]
    [InlineData("/graphql/persisted/None", "no-store")]
    [InlineData("/graphql/persisted/Create", "no-store")]
    public async Task An_answer_to_GET_is_its_callers_alone(string path, string? cacheControl)
    {
        foreach (var client in new[] { world.Anonymous(), await world.As("alice") })
        {
            foreach (var accept in new[] { "application/graphql-response+json", "application/json", "text/event-stream" })
            {
                using var answer = await client.SendAsync(HttpMethod.Get, path, null, r =>
                {
                    r.Headers.Add("Accept", accept);
                    r.Headers.Add("Origin", "http://localhost:3000");
                });
                var (about, isRefused) = ($"{path} {accept} {client.Token is not null} {answer.StatusCode}", !answer.IsSuccessStatusCode);
                var told = string.Join(", ", answer.Headers.GetValues("Cache-Control").SelectMany(v => v.Split(", ")).Order());
                var expected = accept == "text/event-stream" && !isRefused ? "private, no-cache"
                    : cacheControl ?? ((await answer.Content.ReadAsStringAsync()).Contains("\"data\"", StringComparison.Ordinal)
                        ? "private, no-cache" : "no-store");
                Assert.Equal((about, string.Join(", ", expected.Split(", ").Order())), (about, told));
                Assert.Superset(
                    new HashSet<string> { "accept", "authorization", "accept-encoding", "origin" },
                    answer.Headers.Vary.Select(v => v.ToLowerInvariant()).ToHashSet());
            }
        }
    }

    /// <summary>Each method that is named is answered, and no other is (RFC 9110, 15.5.6).</summary>
    [Theory]
    [InlineData("/graphql", "GET, OPTIONS, POST")]
    [InlineData("/graphql?sdl", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/graphql/schema.graphql", "GET, HEAD")]
    [InlineData("/files/99999999-9999-4999-8999-999999999999", "GET, HEAD")]
    public async Task A_405_names_the_methods_that_are_answered(string path, string methods)
    {
        foreach (var method in new[] { "PUT", "DELETE", "PATCH", "QUERY", "HEAD", "GET", "POST", "OPTIONS" })
        {
            using var answer = await world.Anonymous().SendAsync(new HttpMethod(method), path);
            var isNamed = methods.Split(", ").Contains(method);
            Assert.Equal((method, !isNamed), (method, answer.StatusCode == HttpStatusCode.MethodNotAllowed));
            if (!isNamed)
            {
                Assert.Equal(methods, string.Join(", ", answer.Content.Headers.Allow.Order()));
            }
        }
    }

    [Fact]
    public async Task A_folder_cannot_be_inside_itself()
    {
        var alice = await world.As("alice");
        var bucket = (string)(await alice.DataAsync("{ buckets(first: 1) { nodes { id } } }"))["buckets"]!["nodes"]![0]!["id"]!;
        var outer = await MakeAsync(null);
        var inner = await MakeAsync(await MakeAsync(outer));
        foreach (var parent in new[] { outer, inner })
        {
            var moved = await alice.DataAsync(
                $"mutation {{ it: updateFolder(input: {{ id: \"{outer}\", parentId: \"{parent}\" }}) {{ folder {{ id }} "
                    + "errors { __typename ... on CheckError { code field } } } }");
            Assert.Equal(
                """{"folder":null,"errors":[{"__typename":"CheckError","code":"JIM_CHECK","field":"parentId"}]}""",
                moved["it"]!.ToJsonString());
        }

        async Task<string> MakeAsync(string? parent)
        {
            var made = await alice.DataAsync(
                "mutation($b: UUID!, $p: UUID) { it: createFolder(input: { bucketId: $b, name: \"f\", parentId: $p }) { folder { id } } }",
                new { b = bucket, p = parent });
            return (string)made["it"]!["folder"]!["id"]!;
        }
    }
}
