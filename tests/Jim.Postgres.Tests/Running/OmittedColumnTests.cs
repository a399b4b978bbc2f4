using Jim.GraphQL.Operations;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Running.Mutations;
using Jim.Postgres.Tests.Schema;

namespace Jim.Postgres.Tests.Running;

/// <summary>Columns that a comment leaves out of inputs, among them ones that may not be null and that a trigger fills.</summary>
public sealed class OmittedColumnTests : IAsyncLifetime
{
    private const string Sql =
        """
        create table posts (id int primary key, body text, slug text not null, author text not null, stamp text);
        comment on column posts.slug is E'@omit create update\nMade of the body.';
        comment on column posts.author is '@omit update';
        comment on column posts.stamp is '@omit create';
        create function fill() returns trigger language plpgsql as $$ begin new.slug := lower(new.body); return new; end $$;
        create trigger fill before insert or update on posts for each row execute function fill();
        grant select, insert, update on posts to jim_admin
        """;

    private QueryHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await QueryHost.CreateAsync(["public"], Sql);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public void They_are_in_no_input_and_all_of_them_can_be_read()
    {
        var view = _host.Schema.ViewFor("jim_admin");
        Assert.Equal("id: Int!, body: String, author: String!", view.Sdl("CreatePostInput"));
        Assert.Equal("id: Int!, body: String, stamp: String, newId: Int", view.Sdl("UpdatePostInput"));
        Assert.Equal("id body slug author stamp", view.Names("Post"));
    }

    [Fact]
    public async Task A_trigger_fills_them()
    {
        Assert.Equal(
            """{"post":{"slug":"one"},"errors":null}""",
            await RunAsync(
                """mutation { createPost(input: { id: 1, body: "One", author: "a" }) { post { slug } errors { __typename } } }"""));
        Assert.Equal(
            """{"post":{"slug":"two"},"errors":null}""",
            await RunAsync("""mutation { updatePost(input: { id: 1, body: "Two" }) { post { slug } errors { __typename } } }"""));
    }

    private async Task<string> RunAsync(string document)
    {
        var (operation, values) = _host.Read(document, null, QueryHost.Admin);
        var field = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], values).Single();
        var plan = new MutationPlanner(new PlanOptions()).Plan(operation, field, values);
        var result = await new MutationRunner(_host.Pools).RunAsync(
            plan, values, QueryHost.Admin, MutationContext.Default, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(result.Value.Json.Span);
    }
}
