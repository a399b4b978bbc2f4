namespace Jim.EndToEnd.Tests;

/// <summary>What a client is answered with, by its <c>Accept</c> (HotChocolate's table; design's differences).</summary>
public sealed class AcceptTests(BatchWorld world) : IClassFixture<BatchWorld>
{
    private const string Single = "{\"query\":\"{ documents(first: 1) { nodes { id } } }\"}";
    private const string Deferred = "{\"query\":\"{ documents(first: 1) { nodes { id } ... @defer { totalCount } } }\"}";
    private const string Subscription = "{\"query\":\"subscription { documents(first: 1) { nodes { id } } }\"}";
    private const string Batch = "[{\"query\":\"{ me { name } }\"},{\"query\":\"{ __typename }\"}]";
    private const string Invalid = "{\"query\":\"{ nonsense }\"}";
    private const string Malformed = "{\"query\":";

    private const string GraphQL = "application/graphql-response+json; charset=utf-8";
    private const string Json = "application/json; charset=utf-8";
    private const string Multipart = "multipart/mixed; boundary=\"-\"";
    private const string Events = "text/event-stream";
    private const string GraphQLLines = "application/graphql-response+jsonl; charset=utf-8";
    private const string Lines = "application/jsonl; charset=utf-8";

    public static TheoryData<string?, string, string, string, string, string> Formats => new()
    {
        // Accept, then what answers: one result, an answer in parts, a batch, a subscription ("405": refused).
        { null, GraphQL, Multipart, Multipart, "405 " + GraphQL, "no header" },
        { "*/*", GraphQL, Multipart, Multipart, Events, "" },
        { "application/*", GraphQL, GraphQL, GraphQL, "405 " + GraphQL, "no streams: parts come whole, batches as an array" },
        { "application/graphql-response+json", GraphQL, GraphQL, GraphQL, "405 " + GraphQL, "" },
        { "application/json", Json, Json, Json, "200 " + Json, "legacy: 200 for all that is well formed" },
        { "multipart/mixed", Multipart, Multipart, Multipart, "200 " + Multipart, "" },
        { "multipart/*", Multipart, Multipart, Multipart, "200 " + Multipart, "" },
        { "text/event-stream", Events, Events, Events, Events, "" },
        { "application/graphql-response+jsonl", GraphQLLines, GraphQLLines, GraphQLLines, GraphQLLines, "" },
        { "application/jsonl", Lines, Lines, Lines, Lines, "" },
        { "application/json, */*", GraphQL, Multipart, Multipart, Events, "equal weights: HotChocolate's preference" },
        { "application/json, application/graphql-response+json;q=0.9", Json, Json, Json, "200 " + Json, "weights are honoured" },
        {
            "text/event-stream;q=0.5, multipart/mixed;q=0.4, application/json", Json, Events, Json, Events,
            "a stream only where it is needed"
        },
        { "application/xml, application/json", Json, Json, Json, "200 " + Json, "what Jim cannot write is passed over" },
        { "APPLICATION/JSON", Json, Json, Json, "200 " + Json, "media types have no case" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Chooses_the_format(string? accept, string single, string parts, string batch, string subscription, string why)
    {
        Assert.NotNull(why);
        Assert.Equal((200, single), await TypeOfAsync(Single, accept));
        Assert.Equal((200, parts), await TypeOfAsync(Deferred, accept));
        Assert.Equal((200, batch), await TypeOfAsync(Batch, accept));
        var (status, type) = await TypeOfAsync(Subscription, accept);
        Assert.Equal(
            subscription, subscription == Events || subscription == Lines || subscription == GraphQLLines ? type : $"{status} {type}");
    }

    public static TheoryData<string, string, int, int> Statuses => new()
    {
        // Body, Accept, status, and that of a GET of the same query.
        { Invalid, "application/graphql-response+json", 400, 400 },
        { Invalid, "application/json", 200, 200 },
        { Invalid, "multipart/mixed", 200, 200 },
        { Invalid, "text/event-stream", 200, 200 },
        { Malformed, "application/graphql-response+json", 400, 0 },
        { Malformed, "application/json", 400, 0 },
        { Malformed, "text/event-stream", 200, 0 },
        { "{\"query\":\"{ a \"}", "application/graphql-response+json", 400, 400 },
        { "{\"query\":\"{ a \"}", "application/json", 200, 200 },
        { "{\"query\":\"query($x: Int!) { documents(first: $x) { nodes { id } } }\"}", "application/graphql-response+json", 400, 400 },
        { "{\"query\":\"query A { __typename } query B { __typename }\"}", "application/graphql-response+json", 400, 400 },
        { "{\"query\":\"{ documents(first: 1000) { nodes { id } } }\"}", "application/graphql-response+json", 200, 200 },
        {
            "{\"query\":\"mutation { deleteDocument(input: { id: \\\"\\\" }) { document { id } } }\"}", "application/graphql-response+json",
            400, 400
        },
        { "{\"query\":\"mutation { createDocument(input: { title: \\\"t\\\" }) { document { id } } }\"}", "application/json", 200, 405 },
        { "{\"query\":\"{ documents { nodes @stream(initialCount: -1) { id } } }\"}", "application/graphql-response+json", 400, 400 },
        { Single, "application/xml", 406, 406 },
        { Single, "application/", 400, 400 },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Tells_the_status(string body, string accept, int post, int get)
    {
        Assert.Equal(post, (await TypeOfAsync(body, accept)).Status);
        if (get != 0)
        {
            var query = Uri.EscapeDataString((string)JsonNode.Parse(body)!["query"]!);
            using var response = await (await world.As("alice")).SendAsync(
                HttpMethod.Get, $"/graphql?query={query}", null, r => r.Headers.TryAddWithoutValidation("Accept", accept));
            Assert.Equal(get, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData("application/graphql-response+json", GraphQL)]
    [InlineData("application/json", Json)]
    [InlineData("multipart/mixed", GraphQL)]
    [InlineData("text/event-stream", GraphQL)]
    [InlineData("application/jsonl", GraphQL)]
    [InlineData(null, GraphQL)]
    public async Task A_mutation_by_GET_is_refused_in_every_format(string? accept, string type)
    {
        var mutation = "/graphql?query=" + Uri.EscapeDataString("mutation { createDocument(input: { title: \"t\" }) { document { id } } }");
        using var response = await (await world.As("alice")).SendAsync(
            HttpMethod.Get, mutation, null, r => _ = accept is null || r.Headers.TryAddWithoutValidation("Accept", accept));
        Assert.Equal((405, type), ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["errors"]![0]!;
        Assert.Equal("The specified operation kind is not allowed.", (string?)error["message"]);
    }

    [Fact]
    public async Task One_result_in_each_format_of_streams()
    {
        const string Answer = "{\"data\":{\"__typename\":\"Query\"}}";
        Assert.Equal(
            "\r\n---\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + Answer
                + "\r\n-----\r\n", await BodyOfAsync("multipart/mixed"));
        Assert.Equal("event: next\ndata: " + Answer + "\n\nevent: complete\ndata:\n\n", await BodyOfAsync("text/event-stream"));
        Assert.Equal(Answer + "\n", await BodyOfAsync("application/jsonl"));
        Assert.Equal(Answer, await BodyOfAsync("application/json"));
        using var alone = await PostAsync("{\"query\":\"{ __typename }\"}", "application/json");
        Assert.Equal(Answer.Length, alone.Content.Headers.ContentLength);
    }

    private async Task<string> BodyOfAsync(string accept)
    {
        using var response = await PostAsync("{\"query\":\"{ __typename }\"}", accept);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<(int Status, string? Type)> TypeOfAsync(string body, string? accept)
    {
        using var response = await PostAsync(body, accept);
        return ((int)response.StatusCode, response.Content.Headers.NonValidated["Content-Type"].ToString());
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string? accept) => await (await world.As("alice")).SendAsync(
        HttpMethod.Post, "/graphql", new StringContent(body, Encoding.UTF8, "application/json"),
        r =>
        {
            if (accept is not null)
            {
                r.Headers.TryAddWithoutValidation("Accept", accept);
            }
        });
}
