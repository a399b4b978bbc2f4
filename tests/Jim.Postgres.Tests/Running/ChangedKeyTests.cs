using Jim.GraphQL.Operations;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Jim.Postgres.Running.Mutations;
using Jim.Postgres.Tests.Schema;

namespace Jim.Postgres.Tests.Running;

/// <summary>Updates that change the key of their row: natural, composite, of a partition, and one that points at another row.</summary>
public sealed class ChangedKeyTests : IAsyncLifetime
{
    private const string Sql =
        """
        create table tags (name text primary key, note text, version bigint not null default 0);
        create table items (id int primary key, tag text references tags on update cascade);
        create table parts (region text, number int, note text, new_region text, primary key (region, number)) partition by list (region);
        create table parts_north partition of parts for values in ('north');
        create table parts_south partition of parts for values in ('south');
        create table owners (id int primary key);
        create table homes (owner_id int primary key references owners, street text);
        create table joins (owner_id int references owners, item_id int references items, primary key (owner_id, item_id));
        create table fixed (id int primary key, note text);
        comment on column fixed.id is '@omit update';
        insert into tags values ('a', 'one'), ('b', 'two');
        insert into items values (1, 'a');
        insert into parts values ('north', 1, 'n');
        insert into owners values (1), (2), (3);
        insert into homes values (1, 's');
        alter table tags enable row level security;
        create policy all_but_secret on tags using (name is distinct from 'gone') with check (coalesce(name not like 'no%', true));
        grant select, insert, update, delete on all tables in schema public to jim_user, jim_admin;
        revoke update on homes from jim_user;
        grant update (street) on homes to jim_user
        """;

    private QueryHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await QueryHost.CreateAsync(["public"], Sql);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public void The_inputs_have_what_the_role_may_update()
    {
        var view = _host.Schema.ViewFor("jim_user");
        Assert.Equal("name: String!, ifVersion: Long, note: String, newName: String", view.Sdl("UpdateTagInput"));
        Assert.Equal(
            "region: String!, number: Int!, note: String, newRegion: String, newRegion_: String, newNumber: Int",
            view.Sdl("UpdatePartInput"));
        Assert.Equal("ownerId: Int!, street: String", view.Sdl("UpdateHomeInput"));
        Assert.Equal("id: Int!, note: String", view.Sdl("UpdateFixedInput"));
        Assert.False(view.Has("Mutation", "updateJoin"));
    }

    [Fact]
    public async Task The_payload_shows_the_row_under_its_new_key()
    {
        var (json, result) = await RunAsync("updateTag(input: { name: \"a\", newName: \"c\", note: \"x\" }) { tag { name note items { "
            + "nodes { id tag } } } errors { __typename } }");
        Assert.Equal("""{"tag":{"name":"c","note":"x","items":{"nodes":[{"id":1,"tag":"c"}]}},"errors":null}""", json);
        Assert.Equal("c", Assert.Single(Assert.Single(result.Touched).Key));
    }

    [Fact]
    public async Task A_row_moves_to_another_partition()
    {
        var (json, result) = await RunAsync(
            "updatePart(input: { region: \"north\", number: 1, newRegion_: \"south\" }) { part { region number note } }");
        Assert.Equal("""{"part":{"region":"south","number":1,"note":"n"}}""", json);
        Assert.Equal(["south", "1"], Assert.Single(result.Touched).Key);
    }

    [Theory]
    [InlineData("name: \"a\", newName: \"b\"", """[{"__typename":"UniqueError","field":"newName"}]""")]
    [InlineData("name: \"a\", newName: null", """[{"__typename":"NotNullError","field":"newName"}]""")]
    [InlineData("name: \"none\", newName: \"b\"", """[{"__typename":"NotFoundError"}]""")]
    [InlineData("name: \"a\", newName: \"c\", ifVersion: 7", """[{"__typename":"StaleError"}]""")]
    public async Task What_is_refused_leaves_the_row(string input, string errors)
    {
        var (json, result) = await RunAsync(
            $"updateTag(input: {{ {input} }}) {{ errors {{ __typename ... on UniqueError {{ field }} ... on NotNullError {{ field }} }} }}");
        Assert.Equal($$"""{"errors":{{errors}}}""", json);
        Assert.False(result.Committed);
    }

    [Fact]
    public async Task A_policy_is_asked_about_the_new_key()
    {
        var (json, result) = await RunAsync("updateTag(input: { name: \"a\", newName: \"nope\" }) { tag { name } }");
        Assert.Equal(string.Empty, json);
        Assert.False(result.Committed);
    }

    [Fact]
    public async Task A_key_that_points_at_a_row_is_checked_as_any_other()
    {
        const string Answer = "{ home { ownerId owner { id } } errors { ... on ForeignKeyError { field } } }";
        var (there, _) = await RunAsync($"updateHome(input: {{ ownerId: 1, newOwnerId: 2 }}) {Answer}", QueryHost.Admin);
        Assert.Equal("""{"home":{"ownerId":2,"owner":{"id":2}},"errors":null}""", there);
        var (missing, _) = await RunAsync($"updateHome(input: {{ ownerId: 2, newOwnerId: 9 }}) {Answer}", QueryHost.Admin);
        Assert.Equal("""{"home":null,"errors":[{"field":"newOwnerId"}]}""", missing);
    }

    private async Task<(string Json, MutationResult Result)> RunAsync(string field, Caller? caller = null)
    {
        caller ??= new Caller("jim_user", "00000000-0000-4000-8000-000000000001", [], null, null, null, null);
        var (operation, values) = _host.Read($"mutation {{ {field} }}", null, caller);
        var root = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], values).Single();
        var plan = new MutationPlanner(new PlanOptions()).Plan(operation, root, values);
        var result = await new MutationRunner(_host.Pools).RunAsync(
            plan, values, caller, MutationContext.Default, TestContext.Current.CancellationToken);
        return (Encoding.UTF8.GetString(result.Value.Json.Span), result);
    }
}
