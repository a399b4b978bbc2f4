using Jim.GraphQL.Operations;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Running.Mutations;

namespace Jim.Postgres.Tests.Running;

/// <summary>
/// Tables with children by INHERITS, in which a row of the parent and rows of children may have the same key; partitioned tables whose
/// partitions have the foreign keys; and declared keys that are none.
/// </summary>
public sealed class InheritedTableTests : IAsyncLifetime
{
    private QueryHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await QueryHost.CreateAsync(
        ["public"],
        """
        create table cities (id int primary key, name text not null);
        create table capitals (state text, primary key (id)) inherits (cities);
        create table ports (harbour text) inherits (cities);
        insert into cities values (1, 'own one'), (2, 'own two');
        insert into capitals values (1, 'capital one', 's'), (3, 'capital three', 's'), (4, 'capital four', 's');
        insert into ports values (1, 'port one', 'h'), (4, 'port four', 'h');
        create table people (id int primary key, city_id int references cities, home_id int unique references cities);
        insert into people values (1, 1, 2), (2, 1, 1), (3, null, null);
        create table badges (id int primary key, person_id int not null unique references people);
        create table gold_badges () inherits (badges);
        insert into badges values (1, 1);
        insert into gold_badges values (2, 1), (3, 2);
        create table tags (id int primary key, label text not null);
        create table old_tags () inherits (tags);
        insert into tags values (1, 'new');
        insert into old_tags values (1, 'old');
        create table people_tags (person_id int references people, tag_id int references tags, primary key (person_id, tag_id));
        insert into people_tags values (1, 1);
        create view doubles as select * from cities;
        comment on view doubles is '@key id';
        create table pays (id int, at date, person_id int) partition by range (at);
        create table pays_one partition of pays for values from ('2026-01-01') to ('2026-02-01');
        create table pays_two partition of pays for values from ('2026-02-01') to ('2026-03-01');
        alter table pays_one add foreign key (person_id) references people;
        insert into pays values (1, '2026-01-05', 1), (2, '2026-02-05', 1), (3, '2026-02-06', 99);
        grant all on all tables in schema public to jim_admin
        """);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("cityById(id: 1) { name }", """{"name":"own one"}""")]
    [InlineData("cityById(id: 3) { name }", """{"name":"capital three"}""")]
    [InlineData("cityById(id: 9) { name }", "null")]
    [InlineData("capitalById(id: 1) { name }", """{"name":"capital one"}""")]
    [InlineData("doubleById(id: 2) { name }", """{"name":"own two"}""")]
    [InlineData("cities(where: { id: { eq: 1 } }) { totalCount }", """{"totalCount":3}""")]
    [InlineData(
        "people(order: [{ id: ASC }]) { totalCount nodes { id city { name } home { name } } }",
        """{"totalCount":3,"nodes":[{"id":1,"city":{"name":"own one"},"home":{"name":"own two"}},"""
            + """{"id":2,"city":{"name":"own one"},"home":{"name":"own one"}},{"id":3,"city":null,"home":null}]}""")]
    [InlineData(
        "people(where: { city: { name: { contains: \"one\" } } }, order: [{ city: { name: DESC } }]) { totalCount nodes { id } }",
        """{"totalCount":2,"nodes":[{"id":1},{"id":2}]}""")]
    [InlineData(
        "people(first: 1) { nodes { badges(order: [{ id: ASC }]) { nodes { id } } } }",
        """{"nodes":[{"badges":{"nodes":[{"id":1},{"id":2}]}}]}""")]
    [InlineData(
        "people(first: 1) { nodes { tags { nodes { label } totalCount } } }",
        """{"nodes":[{"tags":{"nodes":[{"label":"new"}],"totalCount":1}}]}""")]
    [InlineData(
        "pays(order: [{ id: ASC }]) { nodes { id person { id } } }",
        """{"nodes":[{"id":1,"person":{"id":1}},{"id":2,"person":{"id":1}},{"id":3,"person":null}]}""")]
    [InlineData("personById(id: 1) { pays(order: [{ id: ASC }]) { nodes { id } } }", """{"pays":{"nodes":[{"id":1},{"id":2}]}}""")]
    public async Task Reads(string field, string expected)
    {
        var answer = await _host.RunAsync($"{{ {field} }}");
        Assert.Empty(answer.Errors);
        Assert.Equal(expected, answer.Data.EnumerateObject().Single().Value.GetRawText());
    }

    [Theory]
    [InlineData("cityById(id: 4) { name }")]
    [InlineData("doubleById(id: 1) { name }")]
    public async Task A_key_that_several_rows_have_is_an_error_of_its_field_alone(string field)
    {
        var answer = await _host.RunAsync($"{{ one: {field} other: personById(id: 3) {{ id }} }}");
        var error = Assert.Single(answer.Errors);
        Assert.Equal("JIM_AMBIGUOUS_KEY", error.Code);
        Assert.Equal("one", Assert.Single(error.Path));
        Assert.Equal("""{"one":null,"other":{"id":3}}""", answer.Data.GetRawText());
    }

    [Fact]
    public async Task A_mutation_of_the_parent_writes_its_own_row_only()
    {
        Assert.Equal(
            """{"city":{"name":"changed"},"errors":null}""",
            await MutateAsync("updateCity(input: { id: 1, name: \"changed\" }) { city { name } errors { __typename } }"));
        Assert.Equal("capital one, changed, port one", await NamesAsync(1));
        Assert.Equal(
            """{"city":null,"errors":[{"__typename":"NotFoundError"}]}""",
            await MutateAsync("updateCity(input: { id: 3, name: \"changed\" }) { city { name } errors { __typename } }"));
        Assert.Equal(
            """{"capital":{"name":"changed"},"errors":null}""",
            await MutateAsync("updateCapital(input: { id: 3, name: \"changed\" }) { capital { name } errors { __typename } }"));
        await _host.Database.ExecuteAsync("truncate people cascade");
        Assert.Equal("""{"city":{"id":2}}""", await MutateAsync("deleteCity(input: { id: 2 }) { city { id } }"));
        Assert.Equal("""{"city":{"id":1}}""", await MutateAsync("deleteCity(input: { id: 1 }) { city { id } }"));
        Assert.Equal("capital one, port one", await NamesAsync(1));
        Assert.Equal("""{"city":{"name":"made"}}""", await MutateAsync("createCity(input: { id: 4, name: \"made\" }) { city { name } }"));
    }

    private Task<string> NamesAsync(int id) =>
        _host.Database.ScalarAsync<string>($"select string_agg(name, ', ' order by name) from cities where id = {id}");

    private async Task<string> MutateAsync(string field)
    {
        var (operation, values) = _host.Read($"mutation {{ {field} }}");
        var root = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], values).Single();
        var plan = new MutationPlanner(new PlanOptions()).Plan(operation, root, values);
        var result = await new MutationRunner(_host.Pools).RunAsync(
            plan, values, QueryHost.Admin, MutationContext.Default, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(result.Value.Json.Span);
    }
}
