using Jim.Data.Seeding;

namespace Jim.Data.Tests;

/// <summary>
/// A user's first page reads the user's rows, not the table: the plans of pages over 20,000 documents, of which Alice sees few, none of
/// them new. The number of rows that a plan touches is counted, not the time.
/// </summary>
public sealed class PagesUnderRightsTests(ManyDocumentsFixture many) : IClassFixture<ManyDocumentsFixture>
{
    private const int RowsMost = 500;

    [Theory]
    [InlineData("alice", "order by created_at desc, id")]
    [InlineData("alice", "order by title, id")]
    [InlineData("alice", "and title ilike '%survey%' order by id")]
    [InlineData("alice", "and to_tsvector('simple', title) @@ websearch_to_tsquery('simple', 'survey') order by created_at desc, id")]
    [InlineData("alice", "and meta @> '{\"lang\": \"en\"}' order by created_at desc, id")]
    [InlineData("service", "order by created_at desc, id")]
    [InlineData("service", "order by title, id")]
    [InlineData("service", "and title ilike '%Aim 1234%' order by created_at desc, id")]
    [InlineData("root", "and title like '%Aim 1234%' order by created_at desc, id")]
    public async Task A_first_page_reads_few_rows(string caller, string rest)
    {
        await using var session = await many.Starter.AsAsync(caller);
        var text = await session.ScalarAsync<string>(
            $"explain (analyze, timing off, format json) select id from public.documents where deleted_at is null {rest} limit 11");
        using var plan = JsonDocument.Parse(text);
        var read = CountRows(plan.RootElement[0].GetProperty("Plan"));
        Assert.True(read <= RowsMost, $"{read} rows are read:\n{text}");
    }

    /// <summary>Alice's peers are found by her groups, not by asking for each user in the order of the page.</summary>
    [Theory]
    [InlineData("order by display_name, id")]
    [InlineData("order by created_at desc, id")]
    public async Task A_first_page_of_users_reads_few_rows(string order)
    {
        await using var session = await many.Starter.AsAsync("alice");
        var text = await session.ScalarAsync<string>(
            $"explain (analyze, timing off, format json) select id from public.users where deleted_at is null {order} limit 11");
        using var plan = JsonDocument.Parse(text);
        Assert.InRange(CountRows(plan.RootElement[0].GetProperty("Plan")), 0, RowsMost);
        var seen = await session.ScalarAsync<long>("select count(*) from public.users");
        var peers = await many.Starter.Database.ScalarAsync<long>($"""
            select count(distinct p.user_id) from public.memberships m join public.memberships p using (group_id)
            where m.user_id = '{SeedIds.Alice}' and m.deleted_at is null and p.deleted_at is null
            """);
        Assert.Equal(peers, seen);
    }

    /// <summary>Every caller still sees what the policies say: a plan that reads few rows leaves none out.</summary>
    [Fact]
    public async Task The_service_account_sees_every_document_and_alice_her_own_and_those_of_her_groups()
    {
        var everything = await many.Starter.Database.ScalarAsync<long>("select count(*) from public.documents");
        await using var service = await many.Starter.AsAsync("service");
        Assert.Equal(everything, await service.ScalarAsync<long>("select count(*) from public.documents"));
        var hers = await many.Starter.Database.ScalarAsync<long>($"""
            select count(*) from public.documents d where d.owner_id = '{SeedIds.Alice}' or d.group_id in (
              select m.group_id from public.memberships m where m.user_id = '{SeedIds.Alice}' and m.deleted_at is null)
            """);
        await using var alice = await many.Starter.AsAsync("alice");
        Assert.Equal(hers, await alice.ScalarAsync<long>("select count(*) from public.documents"));
    }

    /// <summary>What the nodes that read the table read, kept and thrown away.</summary>
    private static double CountRows(JsonElement node)
    {
        var own = node.TryGetProperty("Relation Name", out _)
            ? Read(node, "Actual Rows") + Read(node, "Rows Removed by Filter") + Read(node, "Rows Removed by Index Recheck")
            : 0;
        return node.TryGetProperty("Plans", out var below) ? own + below.EnumerateArray().Sum(CountRows) : own;
    }

    private static double Read(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) ? value.GetDouble() * node.GetProperty("Actual Loops").GetDouble() : 0;
}
