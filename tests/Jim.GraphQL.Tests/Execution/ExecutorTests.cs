using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Tests.Execution;

public sealed class ExecutorTests
{
    private const string Sdl =
        """
        interface Animal { name: String }
        type Dog implements Animal { name: String barks: Boolean }
        enum Color { RED GREEN }
        scalar Any
        type Query {
          a: Query  b: Query  need: Query!  text: String  must: String!  list: [String!]  many: [Query]
          animal: Animal  color: Color  any: Any
        }
        type Mutation { one: Int two: Int three: Int! }
        """;

    [Fact]
    public async Task Members_of_dictionaries_JSON_and_objects_are_found_by_name()
    {
        var root = new Dictionary<string, object?>
        {
            ["a"] = JsonElement.Parse("""{"text":"from json","list":["x"],"color":"GREEN"}"""),
            ["b"] = new Plain("from a property"),
            ["animal"] = new Dictionary<string, object?> { ["__typename"] = "Dog", ["barks"] = true },
        };
        Assert.Equal(
            """{"data":{"a":{"text":"from json","list":["x"],"color":"GREEN"},"b":{"text":"from a property","must":"7"},"animal":"""
                + """{"__typename":"Dog","barks":true}}}""",
            await Engine.ExecuteAsync(Engine.View(Sdl),
                "{ a { text list color } b { text must } animal { __typename ... on Dog { barks } } }", root));
    }

    [Fact]
    public async Task A_null_in_a_non_null_place_empties_the_nearest_nullable_ancestor()
    {
        var root = JsonElement.Parse("""{"text":"before","a":{"text":"kept?","need":{"must":null}},"b":{"text":"after"}}""");
        Assert.Equal(
            """
            {"errors":[{"message":"Cannot return null for non-nullable field.","locations":[{"line":1,"column":26}],
            "path":["a","need","must"],"extensions":{"code":"HC0018"}}],"data":{"text":"before","a":null,"b":{"text":"after"}}}
            """.ReplaceLineEndings(""),
            await Engine.ExecuteAsync(Engine.View(Sdl), "{ text a { text need   { must } } b { text } }", root));
    }

    [Fact]
    public async Task A_null_that_reaches_the_root_leaves_no_data()
    {
        var response = await Engine.ExecuteAsync(Engine.View(Sdl), "{ text need { text } }", JsonElement.Parse("""{"text":"a"}"""));
        Assert.EndsWith("\"data\":null}", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnError_NULL_leaves_the_null_where_it_is()
    {
        var root = JsonElement.Parse("""{"need":{"must":null,"list":["a",null]}}""");
        var response = await Engine.ExecuteAsync(
            Engine.View(Sdl), "{ need { must list } }", root, options: new ExecutionOptions { ErrorHandling = ErrorHandling.Null });
        Assert.EndsWith("""data":{"need":{"must":null,"list":["a",null]}}}""", response, StringComparison.Ordinal);
        Assert.Contains("""["need","list",1]""", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_resolver_throws_stays_on_the_server_unless_it_is_meant_for_clients()
    {
        var view = Resolving(
            ("text", _ => throw new InvalidOperationException("secret of the server")),
            ("list", _ => throw new GraphQLException(new GraphQLError("not today") { Code = "MINE" })));
        Exception? logged = null;
        var response = await Engine.ExecuteAsync(
            view, "{ text list }", options: new ExecutionOptions
            {
                OnUnexpected = thrown =>
                {
                    logged = thrown;
                    return "id-1";
                },
            });
        Assert.DoesNotContain("secret", response, StringComparison.Ordinal);
        Assert.Contains(
            """{"message":"Unexpected Execution Error","locations":[{"line":1,"column":3}],"path":["text"],"extensions":"""
                + """{"code":"INTERNAL","requestId":"id-1"}}""", response, StringComparison.Ordinal);
        Assert.Contains("""{"message":"not today","locations":[{"line":1,"column":8}],"path":["list"],"extensions":{"code":"MINE"}}""",
            response, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(logged);
    }

    [Fact]
    public async Task Completed_JSON_is_copied_and_its_errors_are_told()
    {
        var error = new GraphQLError("inside") { Path = ["a", "text"] };
        var view = Resolving(
            ("a", _ => new(new CompletedValue(Encoding.UTF8.GetBytes("""{"text":null}"""), [error]))),
            ("need", _ => new(new CompletedValue(default, []))));
        Assert.Equal(
            """{"errors":[{"message":"inside","path":["a","text"]}],"data":{"a":{"text":null}}}""",
            await Engine.ExecuteAsync(view, "{ a { text } }"));
        Assert.EndsWith("\"data\":null}", await Engine.ExecuteAsync(view, "{ a { text } need { text } }"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mutations_run_one_after_another_and_queries_side_by_side()
    {
        var running = 0;
        var most = 0;
        var bothRun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        FieldResolver serial = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return 1;
        };
        FieldResolver parallel = async _ =>
        {
            if (Interlocked.Increment(ref running) == 2)
            {
                bothRun.SetResult();
            }

            await bothRun.Task.WaitAsync(TimeSpan.FromSeconds(10));
            return "x";
        };
        var view = Engine.View(Sdl, schema =>
        {
            foreach (var field in schema.Mutation!.Fields)
            {
                field.Binding = serial;
            }

            schema.Query!.Fields["text"].Binding = parallel;
            schema.Query.Fields["must"].Binding = parallel;
        });
        Assert.Equal("""{"data":{"two":1,"one":1,"three":1}}""", await Engine.ExecuteAsync(view, "mutation { two one three }"));
        Assert.Equal(1, most);
        Assert.Equal("""{"data":{"must":"x","text":"x"}}""", await Engine.ExecuteAsync(view, "{ must text }"));
    }

    [Fact]
    public async Task The_resolvers_of_list_items_run_side_by_side()
    {
        var running = 0;
        var allRun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var view = Resolving(("text", async _ =>
        {
            if (Interlocked.Increment(ref running) == 3)
            {
                allRun.SetResult();
            }

            await allRun.Task.WaitAsync(TimeSpan.FromSeconds(10));
            return "x";
        }
        ));
        Assert.Equal(
            """{"data":{"many":[{"text":"x"},{"text":"x"},null,{"text":"x"}]}}""",
            await Engine.ExecuteAsync(view, "{ many { text } }", JsonElement.Parse("""{"many":[{},{},null,{}]}""")));
    }

    [Fact]
    public async Task Nothing_that_was_started_outlives_the_request()
    {
        var ended = false;
        var view = Resolving(
            ("must", _ => new((object?)null)),
            ("text", async _ =>
            {
                for (var i = 0; i < 1000; i++)
                {
                    await Task.Yield();
                }

                ended = true;
                return "late";
            }
        ));
        Assert.EndsWith("\"data\":null}", await Engine.ExecuteAsync(view, "{ must text }"), StringComparison.Ordinal);
        Assert.True(ended);
    }

    [Theory]
    [InlineData("{ color }", """{"color":"BLUE"}""", "EXEC_INVALID_LEAF_VALUE")]
    [InlineData("{ list }", """{"list":"no list"}""", "EXEC_LIST_TYPE_NOT_SUPPORTED")]
    [InlineData("{ animal { name } }", """{"animal":{"__typename":"Query"}}""", "EXEC_UNABLE_TO_RESOLVE_ABSTRACT_TYPE")]
    public async Task Values_that_do_not_fit_are_field_errors(string query, string root, string code) =>
        Assert.Contains($"\"code\":\"{code}\"", await Engine.ExecuteAsync(Engine.View(Sdl), query, JsonElement.Parse(root)),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_cancelled_request_ends_by_exception()
    {
        var operation = Engine.Open(Engine.View(Sdl), "{ text }");
        using var data = new JsonBuffer();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Executor.ExecuteAsync(
            operation, VariableValues.None, null, null, data, [], new CancellationToken(canceled: true)));
    }

    private sealed record Plain(string Text)
    {
        public int Must => 7;
    }

    /// <summary>A view of the schema whose root fields of these names have resolvers.</summary>
    private static SchemaView Resolving(params (string Field, FieldResolver Resolver)[] resolvers) => Engine.View(Sdl, schema =>
    {
        foreach (var (field, resolver) in resolvers)
        {
            schema.Query!.Fields[field].Binding = resolver;
        }
    });
}
