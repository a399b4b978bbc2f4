using Jim.GraphQL.Responses;

namespace Jim.GraphQL.Tests.Responses;

/// <summary>@defer and @stream, as a client sees them in both formats.</summary>
public sealed class IncrementalTests
{
    private const string Sdl =
        """
        type Query { track: Track  tracks: [Track]  names: [String!]!  must: String! }
        type Mutation { rename: Track }
        type Subscription { changed: Track }
        type Track { id: ID  title: String  lyrics: String  album: Album  must: String! }
        type Album { title: String  year: Int }
        """;

    private const string Root =
        """
        {"track":{"id":1,"title":"T","lyrics":"La","album":{"title":"A","year":1999}},
         "tracks":[{"id":1,"lyrics":"a"},null,{"id":2,"lyrics":"b"}],"names":["a","b","c"]}
        """;

    [Fact]
    public async Task A_deferred_fragment_follows_without_the_leaves_that_were_sent() => Assert.Equal(
        [
            """{"data":{"track":{"id":"1"}},"pending":[{"id":"2","path":["track"],"label":"more"}],"hasNext":true}""",
            """{"incremental":[{"id":"2","data":{"lyrics":"La","album":{"year":1999}}}],"completed":[{"id":"2"}],"hasNext":false}""",
        ],
        await RunAsync("""{ track { id ... @defer(label: "more") { id lyrics album { year } } } }"""));

    [Fact]
    public async Task Version_01_carries_label_and_path() => Assert.Equal(
        [
            """{"data":{"track":{"id":"1"}},"hasNext":true}""",
            """{"incremental":[{"data":{"lyrics":"La"},"label":"more","path":["track"]}],"hasNext":false}""",
        ],
        await RunAsync("""{ track { id ...F @defer(label: "more") } } fragment F on Track { lyrics }""", IncrementalFormat.V01));

    [Fact]
    public async Task Parts_inside_parts_are_announced_when_they_are_found() => Assert.Equal(
        [
            """{"data":{"track":{"id":"1"}},"pending":[{"id":"2","path":["track"]}],"hasNext":true}""",
            """{"pending":[{"id":"3","path":["track","album"]}],"incremental":[{"id":"2","data":{"album":{"title":"A"}}}]"""
                + ""","completed":[{"id":"2"}],"hasNext":true}""",
            """{"incremental":[{"id":"3","data":{"year":1999}}],"completed":[{"id":"3"}],"hasNext":false}""",
        ],
        await RunAsync("{ track { id ... @defer { album { title ... @defer { year } } } } }"));

    [Fact]
    public async Task Items_of_a_streamed_list_follow() => Assert.Equal(
        [
            """{"data":{"names":["a"]},"pending":[{"id":"2","path":["names"],"label":"n"}],"hasNext":true}""",
            """{"incremental":[{"id":"2","items":["b","c"]}],"completed":[{"id":"2"}],"hasNext":false}""",
        ],
        await RunAsync("""{ names @stream(initialCount: 1, label: "n") }"""));

    [Fact]
    public async Task Streamed_items_carry_their_position_in_version_01() => Assert.Equal(
        """{"incremental":[{"items":["b","c"],"path":["names",1]}],"hasNext":false}""",
        (await RunAsync("{ names @stream(initialCount: 1) }", IncrementalFormat.V01))[1]);

    [Fact]
    public async Task A_stream_that_had_all_its_items_just_ends() => Assert.Equal(
        [
            """{"data":{"names":["a","b","c"]},"pending":[{"id":"2","path":["names"]}],"hasNext":true}""",
            """{"completed":[{"id":"2"}],"hasNext":false}""",
        ],
        await RunAsync("{ names @stream(initialCount: 3) }"));

    [Fact]
    public async Task Each_object_of_a_list_gets_its_part() => Assert.Equal(
        [
            """{"data":{"tracks":[{"id":"1"},null,{"id":"2"}]},"pending":[{"id":"2","path":["tracks",0]},{"id":"3","path":"""
                + """["tracks",2]}],"hasNext":true}""",
            """{"incremental":[{"id":"2","data":{"lyrics":"a"}},{"id":"3","data":{"lyrics":"b"}}],"completed":[{"id":"2"},"""
                + """{"id":"3"}],"hasNext":false}""",
        ],
        await RunAsync("{ tracks { id ... @defer { lyrics } } }"));

    [Fact]
    public async Task Streamed_objects_bring_what_is_deferred_in_them() => Assert.Equal(
        [
            """{"data":{"tracks":[{"id":"1"}]},"pending":[{"id":"2","path":["tracks"]},{"id":"3","path":["tracks",0]}],"hasNext":true}""",
            """{"incremental":[{"id":"2","items":[null,{"id":"2","lyrics":"b"}]}],"completed":[{"id":"2"}],"hasNext":true}""",
            """{"incremental":[{"id":"3","data":{"lyrics":"a"}}],"completed":[{"id":"3"}],"hasNext":false}""",
        ],
        await RunAsync("{ tracks @stream(initialCount: 1) { id ... @defer { lyrics } } }"));

    [Fact]
    public async Task Root_fields_can_follow_and_variables_decide()
    {
        const string Query =
            "query ($later: Boolean!, $n: Int!) { ... @defer(if: $later) { track { id } } names @stream(initialCount: $n, if: $later) }";
        Assert.Equal(
            [
                """{"data":{"names":["a","b"]},"pending":[{"id":"2","path":["names"]},{"id":"3","path":[]}],"hasNext":true}""",
                """{"incremental":[{"id":"2","items":["c"]}],"completed":[{"id":"2"}],"hasNext":true}""",
                """{"incremental":[{"id":"3","data":{"track":{"id":"1"}}}],"completed":[{"id":"3"}],"hasNext":false}""",
            ],
            await RunAsync(Query, variables: """{"later":true,"n":2}"""));
        Assert.Equal(
            """{"data":{"track":{"id":"1"},"names":["a","b","c"]},"hasNext":false}""",
            Assert.Single(await RunAsync(Query, variables: """{"later":false,"n":2}""")));
    }

    [Fact]
    public async Task Beyond_sixteen_parts_fragments_come_with_their_object()
    {
        Assert.Equal(17, (await RunAsync($"{{ track {{ {Fragments(16)} }} }}")).Length);
        Assert.StartsWith(
            """{"data":{"track":{"a1":"La",""", Assert.Single(await RunAsync($"{{ track {{ {Fragments(17)} }} }}")),
            StringComparison.Ordinal);

        static string Fragments(int count) => string.Join(' ', Enumerable.Range(1, count).Select(i => $"... @defer {{ a{i}: lyrics }}"));
    }

    [Theory]
    [InlineData("{ names @stream(initialCount: -1) }", "{}")]
    [InlineData("query ($n: Int!) { names @stream(initialCount: $n) }", """{"n":-1}""")]
    public async Task Fewer_than_no_items_are_refused(string query, string variables)
    {
        var refused = await Assert.ThrowsAsync<GraphQLException>(() => RunAsync(query, variables: variables));
        Assert.Equal("JIM_INITIAL_COUNT", Assert.Single(refused.Errors).Code);
    }

    [Fact]
    public async Task A_list_that_two_parts_select_is_whole_in_both() => Assert.Equal(
        [
            """{"data":{"tracks":[{"id":"1"},null,{"id":"2"}]},"pending":[{"id":"2","path":[]}],"hasNext":true}""",
            """{"incremental":[{"id":"2","data":{"tracks":[{"lyrics":"a"},null,{"lyrics":"b"}]}}],"completed":[{"id":"2"}]"""
                + ""","hasNext":false}""",
        ],
        await RunAsync("{ tracks @stream(initialCount: 1) { id } ... @defer { tracks @stream(initialCount: 1) { lyrics } } }"));

    [Fact]
    public async Task What_could_not_be_got_ends_every_part_that_waits()
    {
        var (answer, _) = await IncrementalRun.BeginAsync(
            IncrementalRun.View(Sdl), "{ track { ... @defer { lyrics } ... @defer { title } } }", Root);
        Assert.True(answer.TryNext(out _));
        var last = answer.Fail([new GraphQLError("away")]);
        Assert.Equal(["2", "3"], last.Completed.Select(c => c.Part.Id));
        Assert.All(last.Completed, c => Assert.Equal("away", Assert.Single(c.Errors).Message));
        Assert.False(last.HasNext || answer.TryNext(out _));
    }

    [Theory]
    [InlineData("{ track { id ... @defer(if: false) { lyrics } } }", """{"data":{"track":{"id":"1","lyrics":"La"}},"hasNext":false}""")]
    [InlineData("{ names @stream(if: false) }", """{"data":{"names":["a","b","c"]},"hasNext":false}""")]
    [InlineData("{ names @stream(initialCount: 4) }", """{"data":{"names":["a","b","c"]},"hasNext":false}""")]
    public async Task What_is_switched_off_or_whole_comes_at_once(string query, string expected) =>
        Assert.Equal(expected, Assert.Single(await RunAsync(query)));

    [Fact]
    public async Task A_part_whose_null_propagates_fails_alone()
    {
        var batches = await RunAsync("{ track { id ... @defer { must } } }");
        Assert.StartsWith("""{"data":{"track":{"id":"1"}},"pending":""", batches[0], StringComparison.Ordinal);
        Assert.Equal(
            """{"completed":[{"id":"2","errors":[{"message":"Cannot return null for non-nullable field.","locations":"""
            + """[{"line":1,"column":27}],"path":["track","must"],"extensions":{"code":"HC0018"}}]}],"hasNext":false}""",
            batches[1]);
        Assert.Contains("\"data\":null,\"path\":[\"track\"]",
            (await RunAsync("{ track { id ... @defer { must } } }", IncrementalFormat.V01))[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_of_an_object_that_a_null_took_away_are_not_announced()
    {
        var batches = await RunAsync("{ track { id ... @defer { lyrics } } must }");
        Assert.EndsWith("\"data\":null,\"hasNext\":false}", Assert.Single(batches), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mutation { ... @defer { rename { id } } }", "DeferStreamDirectiveOnRootFieldRule")]
    [InlineData("subscription { changed { ... @defer { id } } }", "DeferStreamDirectiveOnValidOperationsRule")]
    [InlineData("""{ track { ... @defer(label: "a") { id } ... @defer(label: "a") { title } } }""", "DeferStreamDirectiveLabelRule")]
    [InlineData("query ($l: String) { track { ... @defer(label: $l) { id } } }", "DeferStreamDirectiveLabelRule")]
    [InlineData("{ track @stream { id } }", "StreamDirectiveOnListFieldRule")]
    [InlineData("{ names @stream(initialCount: 1) names @stream(initialCount: 2) }", "OverlappingFieldsCanBeMergedRule")]
    public void Misuse_is_refused(string query, string rule) =>
        Assert.Equal(rule, Assert.Single(Engine.Validate(IncrementalRun.View(Sdl), query)).Rule);

    private static Task<string[]> RunAsync(string query, IncrementalFormat format = IncrementalFormat.V02, string variables = "{}") =>
        IncrementalRun.AllAsync(IncrementalRun.View(Sdl), query, Root, format, variables);
}
