using System.Buffers;
using System.Text;
using System.Text.Json;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Types;
using Xunit;

namespace Jim.GraphQL.Tests.Execution;

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
         "tracks":[{"id":1,"lyrics":"a"},{"id":2,"lyrics":"b"}],"names":["a","b","c"]}
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
            """{"pending":[{"id":"3","path":["track","album"]}],"incremental":[{"id":"2","data":{"album":{"title":"A"}}}],"completed":[{"id":"2"}],"hasNext":true}""",
            """{"incremental":[{"id":"3","data":{"year":1999}}],"completed":[{"id":"3"}],"hasNext":false}""",
        ],
        await RunAsync("{ track { id ... @defer { album { title ... @defer { year } } } } }"));

    [Fact]
    public async Task Items_of_a_streamed_list_follow() => Assert.Equal(
        [
            """{"data":{"names":["a"]},"pending":[{"id":"2","path":["names"],"label":"n"}],"hasNext":true}""",
            """{"incremental":[{"id":"2","items":["b"]},{"id":"2","items":["c"]}],"completed":[{"id":"2"}],"hasNext":false}""",
        ],
        await RunAsync("""{ names @stream(initialCount: 1, label: "n") }"""));

    [Fact]
    public async Task Streamed_items_carry_their_position_in_version_01() => Assert.Equal(
        """{"incremental":[{"items":["b"],"path":["names",1]},{"items":["c"],"path":["names",2]}],"hasNext":false}""",
        (await RunAsync("{ names @stream(initialCount: 1) }", IncrementalFormat.V01))[1]);

    [Theory]
    [InlineData("{ track { id ... @defer(if: false) { lyrics } } }", """{"data":{"track":{"id":"1","lyrics":"La"}},"hasNext":false}""")]
    [InlineData("{ names @stream(if: false) }", """{"data":{"names":["a","b","c"]},"hasNext":false}""")]
    [InlineData("{ names @stream(initialCount: 3) }", """{"data":{"names":["a","b","c"]},"hasNext":false}""")]
    public async Task What_is_switched_off_or_whole_comes_at_once(string query, string expected) =>
        Assert.Equal(expected, Assert.Single(await RunAsync(query)));

    [Fact]
    public async Task A_part_whose_null_propagates_fails_alone()
    {
        var batches = await RunAsync("{ track { id ... @defer { must } } }");
        Assert.StartsWith("""{"data":{"track":{"id":"1"}},"pending":""", batches[0], StringComparison.Ordinal);
        Assert.Equal(
            """{"completed":[{"id":"2","errors":[{"message":"Cannot return null for non-nullable field.","locations":[{"line":1,"column":27}],"path":["track","must"],"extensions":{"code":"HC0018"}}]}],"hasNext":false}""",
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

    [Fact]
    public async Task A_slow_part_does_not_keep_the_others_waiting()
    {
        var view = View();
        var release = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        ((ObjectType)view.Schema.Types["Track"]).Fields["lyrics"].Resolver = async _ => await release.Task;
        var ids = new List<string>();
        using var data = new JsonBuffer();
        var rest = await ExecuteAsync(view, "{ track { ... @defer { lyrics } ... @defer { title } } }", data, []);
        await foreach (var batch in rest.RunAsync())
        {
            ids.AddRange(batch.Completed.Select(c => c.Part.Id));
            release.TrySetResult("slow");
        }

        Assert.Equal(["3", "2"], ids);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_stream()
    {
        var view = View();
        var ended = false;
        view.Schema.Query!.Fields["names"].Resolver = _ => new(Endless());
        using var data = new JsonBuffer();
        var rest = await ExecuteAsync(view, "{ names @stream(initialCount: 2) }", data, []);
        var batches = 0;
        await foreach (var batch in rest.RunAsync())
        {
            if (++batches == 3)
            {
                break;
            }
        }

        Assert.True(ended);
        Assert.Equal("""{"names":["x","x"]}""", Encoding.UTF8.GetString(data.WrittenSpan));

        async IAsyncEnumerable<object?> Endless()
        {
            try
            {
                while (true)
                {
                    await Task.Yield();
                    yield return "x";
                }
            }
            finally
            {
                ended = true;
            }
        }
    }

    [Fact]
    public async Task A_stream_that_breaks_off_says_so_and_no_more()
    {
        var view = View();
        view.Schema.Query!.Fields["names"].Resolver = _ => new(Breaking());
        using var data = new JsonBuffer();
        var rest = await ExecuteAsync(view, "{ names @stream(initialCount: 1) }", data, []);
        var errors = new List<GraphQLError>();
        await foreach (var batch in rest.RunAsync())
        {
            errors.AddRange(batch.Completed.SelectMany(c => c.Errors));
        }

        var error = Assert.Single(errors);
        Assert.Equal(("Unexpected Execution Error", "names.2"), (error.Message, string.Join('.', error.Path)));

        static async IAsyncEnumerable<object?> Breaking()
        {
            yield return "a";
            yield return "b";
            await Task.Yield();
            throw new InvalidOperationException("secret of the server");
        }
    }

    [Theory]
    [InlineData("mutation { ... @defer { rename { id } } }", "DeferStreamDirectiveOnRootFieldRule")]
    [InlineData("subscription { changed { ... @defer { id } } }", "DeferStreamDirectiveOnValidOperationsRule")]
    [InlineData("""{ track { ... @defer(label: "a") { id } ... @defer(label: "a") { title } } }""", "DeferStreamDirectiveLabelRule")]
    [InlineData("query ($l: String) { track { ... @defer(label: $l) { id } } }", "DeferStreamDirectiveLabelRule")]
    [InlineData("{ track @stream { id } }", "StreamDirectiveOnListFieldRule")]
    [InlineData("{ names @stream(initialCount: 1) names @stream(initialCount: 2) }", "OverlappingFieldsCanBeMergedRule")]
    public void Misuse_is_refused(string query, string rule) => Assert.Equal(rule, Assert.Single(Engine.Validate(View(), query)).Rule);

    private static SchemaView View()
    {
        var made = SchemaBuilder.FromSdl(Sdl);
        var schema = new Schema(made.Query, made.Mutation, made.Subscription, made.Types,
            [.. made.Directives, .. BuiltInDirectives.Incremental]);
        return new SchemaView(schema, RoleMask.Everyone);
    }

    private static async Task<IncrementalExecution> ExecuteAsync(SchemaView view, string query, JsonBuffer data, List<GraphQLError> errors)
    {
        Assert.Empty(Engine.Validate(view, query));
        return await Executor.ExecuteIncrementallyAsync(
            Engine.Open(view, query), VariableValues.None, JsonElement.Parse(Root), null, data, errors, ExecutionOptions.Default,
                CancellationToken.None);
    }

    private static async Task<string[]> RunAsync(string query, IncrementalFormat format = IncrementalFormat.V02)
    {
        using var data = new JsonBuffer();
        var errors = new List<GraphQLError>();
        var rest = await ExecuteAsync(View(), query, data, errors);
        var output = new ArrayBufferWriter<byte>();
        IncrementalWriter.WriteFirst(output, data, errors, rest.Pending, format);
        var results = new List<string> { Encoding.UTF8.GetString(output.WrittenSpan) };
        await foreach (var batch in rest.RunAsync())
        {
            output.ResetWrittenCount();
            IncrementalWriter.Write(output, batch, format);
            results.Add(Encoding.UTF8.GetString(output.WrittenSpan));
        }

        return [.. results];
    }
}
