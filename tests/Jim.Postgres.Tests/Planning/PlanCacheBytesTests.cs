using Jim.GraphQL.Operations;
using Jim.Postgres.Planning;

namespace Jim.Postgres.Tests.Planning;

/// <summary>The memory of kept plans is counted, and bounded for each role.</summary>
public sealed class PlanCacheBytesTests(KitchenSinkHost host) : IClassFixture<KitchenSinkHost>
{
    private static readonly string Many = string.Concat(Enumerable.Range(0, 60).Select(i => $"{{ title: {{ eq: \"{i}\" }} }} "));

    public static TheoryData<string> Shapes =>
    [
        "{ documents { totalCount } }",
        "{ documents(first: 3) { nodes { id title kind rank owner { id email displayName } } pageInfo { hasNextPage endCursor } } }",
        "{ documents { nodes { owner { theirs: ownerDocuments { nodes { owner { theirs: ownerDocuments { nodes { title } } } } } } } } }",
        "{ documents(where: { or: [" + Many + "] }) { nodes { title } } }",
        "{ " + string.Concat(
            Enumerable.Range(0, 40).Select(i => $"d{i}: documents(where: {{ rank: {{ eq: {i} }} }}) {{ totalCount }} ")) + "}",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Plans_keep_no_more_than_is_counted(string document)
    {
        const int Count = 100;
        var cache = new PlanCache(new QueryPlanner(new PlanOptions()), bytesOfRoleMax: long.MaxValue);
        Plan(cache, document);
        var (before, counted) = (GC.GetTotalMemory(forceFullCollection: true), cache.Bytes);
        for (var i = 0; i < Count; i++)
        {
            Plan(cache, document);
        }

        var (each, told) = ((GC.GetTotalMemory(forceFullCollection: true) - before) / Count, (cache.Bytes - counted) / Count);
        Assert.True(each <= told, $"{each} bytes are kept, {told} counted");
        GC.KeepAlive(cache);
    }

    [Fact]
    public void Plans_push_each_other_out_before_they_take_more_than_allowed()
    {
        const long Most = 4 << 20;
        var cache = new PlanCache(new QueryPlanner(new PlanOptions()), bytesOfRoleMax: Most);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 600; i++)
        {
            Plan(cache, "{ documents(where: { or: [" + Many + "] }) { nodes { title } } }");
            Assert.InRange(cache.Bytes, 1, Most);
        }

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(kept <= Most, $"{kept} bytes are kept");
        GC.KeepAlive(cache);
    }

    private void Plan(PlanCache cache, string document)
    {
        var (operation, variables) = host.Host.Read(document);
        var fields = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], variables);
        Assert.True(cache.Get(operation, fields, variables).CanBeKept);
    }
}
