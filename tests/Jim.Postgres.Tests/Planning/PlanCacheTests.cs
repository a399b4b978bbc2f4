using Jim.GraphQL.Operations;
using Jim.Postgres.Planning;
using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Planning;

/// <summary>A plan is used again for variables of the same shape, and never for others.</summary>
public sealed class PlanCacheTests(KitchenSinkHost host) : IClassFixture<KitchenSinkHost>
{
    [Theory]
    [InlineData("($t: String) { documents(where: { title: { eq: $t } }) { totalCount } }", """{"t": "a"}""", """{"t": "b"}""", true)]
    [InlineData(
        "($t: String) { documents(where: { kind: { neq: null }, title: { contains: $t } }) { totalCount } }", """{"t": "a"}""",
        """{"t": "%"}""", true)]
    [InlineData("($r: [Short]) { documents(where: { rank: { in: $r } }) { totalCount } }", """{"r": [1]}""", """{"r": [1, 2, 3]}""", true)]
    [InlineData("($r: [Short]) { documents(where: { rank: { in: $r } }) { totalCount } }", """{"r": [1]}""", """{"r": [1, null]}""", false)]
    [InlineData(
        "($k: OddKind) { documents(where: { kind: { eq: $k } }) { totalCount } }", """{"k": "FOO_BAR"}""", """{"k": null}""", false)]
    [InlineData("($n: Int) { documents(first: $n) { nodes { id } } }", """{"n": 1}""", """{"n": 2}""", false)]
    [InlineData("($n: Int) { documents(first: $n) { nodes { id } } }", """{"n": 1}""", "{}", false)]
    [InlineData("($n: Int) { documents(first: $n) { nodes { id } } }", """{"n": null}""", "{}", false)]
    [InlineData(
        "($o: [DocumentSortInput!]) { documents(order: $o) { nodes { id } } }", """{"o": [{"rank": "ASC"}]}""",
        """{"o": [{"rank": "DESC"}]}""", false)]
    [InlineData(
        "($o: [DocumentSortInput!]) { documents(order: $o) { nodes { id } } }", """{"o": [{"rank": "ASC"}]}""",
        """{"o": {"rank": "ASC"}}""", true)]
    [InlineData(
        "($w: DocumentFilterInput) { documents(where: $w) { totalCount } }", """{"w": {"title": {"eq": "a"}}}""",
        """{"w": {"title": {"eq": "b"}}}""", true)]
    [InlineData(
        "($w: DocumentFilterInput) { documents(where: $w) { totalCount } }", """{"w": {"title": {"eq": "a"}}}""",
        """{"w": {"title": {"neq": "a"}}}""", false)]
    [InlineData(
        "($w: DocumentFilterInput) { documents(where: $w) { totalCount } }", """{"w": {"or": [{"rank": {"eq": 1}}]}}""",
        """{"w": {"or": [{"rank": {"eq": 1}}, {"rank": {"eq": 2}}]}}""", false)]
    [InlineData("($s: Boolean!) { documents { nodes { id title @skip(if: $s) } } }", """{"s": true}""", """{"s": false}""", false)]
    [InlineData("($p: String) { documents { nodes { meta(path: $p) } } }", """{"p": "n"}""", """{"p": "label"}""", true)]
    [InlineData(
        "($v: Any) { documents(where: { meta: { contains: $v } }) { totalCount } }", """{"v": {"n": 1}}""", """{"v": {"n": 2}}""", true)]
    [InlineData("($v: Any) { documents(where: { meta: { contains: { n: $v } } }) { totalCount } }", """{"v": 1}""", """{"v": 2}""", false)]
    [InlineData(
        "($f: JsonPathFilterInput!) { documents(where: { meta: { path: [$f] } }) { totalCount } }", """{"f": {"path": "n", "eq": 1}}""",
        """{"f": {"path": "label", "eq": "l1"}}""", true)]
    public async Task Variables_of_one_shape_share_a_plan(string body, string first, string second, bool shared)
    {
        var (operation, one) = host.Host.Read($"query {body}", first);
        var other = QueryHost.Coerce(operation, second);
        var cache = new PlanCache(new QueryPlanner(new PlanOptions()));
        var planned = Plan(cache, operation, one);
        Assert.Same(planned, Plan(cache, operation, one));
        var again = Plan(cache, operation, other);
        Assert.Equal(shared, ReferenceEquals(planned, again));

        // What the kept plan answers is what a fresh one answers.
        var fresh = await host.Host.RunAsync($"query {body}", second);
        using var kept = await host.Host.Queries.RunAsync(again, other, QueryHost.Admin, TestContext.Current.CancellationToken);
        Assert.Equal(
            fresh.Data.GetProperty("documents").GetRawText(), System.Text.Encoding.UTF8.GetString(kept.Values[0].Json.Span));
    }

    [Fact]
    public async Task A_cursor_is_read_anew_by_a_kept_plan()
    {
        const string Document =
            "query ($c: String) { documents(first: 2, after: $c, order: [{ kind: ASC }]) { nodes { id } pageInfo { endCursor } } }";
        var first = await host.Host.RunAsync(Document);
        var cursor = first.Data.GetProperty("documents").GetProperty("pageInfo").GetProperty("endCursor").GetString();
        var second = await host.Host.RunAsync(Document, $$"""{"c": "{{cursor}}"}""");
        var next = second.Data.GetProperty("documents").GetProperty("pageInfo").GetProperty("endCursor").GetString();
        var third = await host.Host.RunAsync(Document, $$"""{"c": "{{next}}"}""");
        Assert.NotEqual(
            second.Data.GetProperty("documents").GetProperty("nodes").GetRawText(),
            third.Data.GetProperty("documents").GetProperty("nodes").GetRawText());
        Assert.Equal("HC0078", (await host.Host.RunAsync(Document, """{"c": "bm9wZQ"}""")).Errors[0].Code);
    }

    [Fact]
    public void A_refused_plan_is_not_kept_and_the_cache_is_bounded()
    {
        var cache = new PlanCache(new QueryPlanner(new PlanOptions()), operationsMax: 10);
        var (refused, none) = host.Host.Read("{ documents(first: 1000) { totalCount } }");
        Plan(cache, refused, none);
        Assert.Equal(0, cache.Count);
        for (var i = 0; i < 100; i++)
        {
            var (operation, variables) = host.Host.Read("{ documents { totalCount } }");
            Plan(cache, operation, variables);
        }

        Assert.InRange(cache.Count, 1, 10);
    }

    private static QueryPlan Plan(PlanCache cache, Operation operation, VariableValues variables) =>
        cache.Get(
            operation, FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], variables), variables);
}
