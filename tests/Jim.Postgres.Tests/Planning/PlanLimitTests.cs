using System.Globalization;

namespace Jim.Postgres.Tests.Planning;

/// <summary>The planner's limits: at the limit a field is planned, one past it is refused and the plan has no statement.</summary>
public sealed class PlanLimitTests(KitchenSinkHost host) : IClassFixture<KitchenSinkHost>
{
    [Theory]
    [InlineData("first", 100, 101, "HC0051")]
    [InlineData("last", 100, 101, "HC0051")]
    [InlineData("first", 0, -1, "HC0079")]
    [InlineData("last", 0, -1, "HC0079")]
    public void A_page(string argument, int at, int past, string code)
    {
        AtAndPast(n => $"{{ documents({argument}: {n}) {{ totalCount }} }}", at, past, code);
        AtAndPast(_ => $"query($n: Int) {{ documents({argument}: $n) {{ totalCount }} }}", at, past, code, n => $"{{\"n\":{n}}}");
    }

    [Fact]
    public void Operations_of_a_filter() =>
        AtAndPast(
            n => $"{{ documents(where: {{ or: [{Many(n, i => $"{{ title: {{ eq: \"{i}\" }} }}")}] }}) {{ totalCount }} }}", 64, 65,
            "HC0117");

    [Fact]
    public void Operations_of_a_filter_in_a_variable() => AtAndPast(
        _ => "query($w: DocumentFilterInput) { documents(where: $w) { totalCount } }", 64, 65, "HC0117",
        n => $"{{\"w\":{{\"and\":[{Many(n, i => $"{{\"title\":{{\"eq\":\"{i}\"}}}}", ",")}]}}}}");

    /// <summary>Parts without an operator would else be planned, and guarded in the kept plan, as many as a body can hold.</summary>
    [Fact]
    public void Parts_of_a_filter() => AtAndPast(
        _ => "query($w: DocumentFilterInput) { documents(where: $w) { totalCount } }", 1023, 1024, "HC0117",
        n => $"{{\"w\":{{\"or\":[{Many(n, _ => "{}", ",")}]}}}}");

    [Fact]
    public void Columns_of_an_order()
    {
        AtAndPast(n => $"{{ documents(order: [{Many(n, _ => "{ title: ASC }")}]) {{ nodes {{ id }} }} }}", 60, 61, "JIM_ORDER_TERMS");
        AtAndPast(
            _ => "query($o: [DocumentSortInput!]) { documents(order: $o) { nodes { id } } }", 60, 61, "JIM_ORDER_TERMS",
            n => $"{{\"o\":[{Many(n, _ => "{\"title\":\"ASC\"}", ",")}]}}");
    }

    public static TheoryData<string, string, string> Hostile => new()
    {
        {
            "a filter in thousands of places",
            $"query($w: DocumentFilterInput!) {{ documents(where: {{ or: [{Many(4000, _ => "$w")}] }}) {{ totalCount }} }}",
            $"{{\"w\":{{\"or\":[{Many(40_000, _ => "{}", ",")}]}}}}"
        },
        {
            "operations by tens of thousands",
            "query($w: DocumentFilterInput) { documents(where: $w) { totalCount } }",
            $"{{\"w\":{{\"or\":[{Many(15_000, i => $"{{\"title\":{{\"eq\":\"{i}\"}}}}", ",")}]}}}}"
        },
        {
            "filters in filters", "query($w: DocumentFilterInput) { documents(where: $w) { totalCount } }",
            $"{{\"w\":{Many(30, _ => "{\"or\":[{},{},", "")}{{}}{Many(30, _ => "]}", "")}}}"
        },
        {
            "a list of values", "query($v: [String]) { documents(where: { title: { in: $v } }) { totalCount } }",
            $"{{\"v\":[{Many(49_000, i => $"\"{i}\"", ",")}]}}"
        },
        {
            "an order by tens of thousands", "query($o: [DocumentSortInput!]) { documents(order: $o) { totalCount nodes { id } } }",
            $"{{\"o\":[{Many(20_000, _ => "{\"title\":\"ASC\"}", ",")}]}}"
        },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_variables_are_planned_or_refused_at_little_cost(string what, string document, string variables)
    {
        Assert.NotEmpty(what);
        Effort.IsSmall(() =>
        {
            var (operation, values) = host.Host.Read(document, variables);
            Assert.InRange(host.Host.Plan(operation, values).Guards.Count, 0, 5000);
        });
    }

    private void AtAndPast(Func<int, string> document, int at, int past, string code, Func<int, string>? variables = null)
    {
        var (operation, values) = host.Host.Read(document(at), variables?.Invoke(at));
        var planned = host.Host.Plan(operation, values);
        Assert.NotNull(planned.Statement);
        Assert.False(planned.IsRefused);
        (operation, values) = host.Host.Read(document(past), variables?.Invoke(past));
        var refused = host.Host.Plan(operation, values);
        Assert.Null(refused.Statement);
        Assert.Equal(code, Assert.Single(refused.Roots.Single().Error!.Value).Code);
    }

    private static string Many(int count, Func<string, string> make, string between = " ") =>
        string.Join(between, Enumerable.Range(0, count).Select(i => make(i.ToString(CultureInfo.InvariantCulture))));
}
