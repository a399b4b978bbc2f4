using Jim.GraphQL.Operations;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Jim.Postgres.Running.Mutations;
using Jim.Postgres.Tests.Planning;

namespace Jim.Postgres.Tests.Running;

/// <summary>Keys that Postgres makes, and roles that may write what they may not read.</summary>
public sealed class InsertOnlyTests(KitchenSinkHost host) : IClassFixture<KitchenSinkHost>
{
    private static readonly Caller User = new("jim_user", "00000000-0000-4000-8000-000000000001", [], null, null, null, null);

    [Fact]
    public async Task A_key_made_by_Postgres_is_read_back_in_the_same_round_trip()
    {
        var (json, result) = await RunAsync(
            """mutation { createDocumentChange(input: { documentId: "10000000-0000-4000-8000-000000000001", note: "made" }) """
                + """{ documentChange { id note } } }""",
            QueryHost.Admin);
        var key = Assert.Single(Assert.Single(result.Touched).Key);
        Assert.Equal($"{{\"documentChange\":{{\"id\":{key},\"note\":\"made\"}}}}", json);
    }

    [Fact]
    public async Task A_role_that_may_only_insert_is_told_nothing_of_the_row()
    {
        var (json, result) = await RunAsync(
            """mutation { createBadge(input: { userId: "00000000-0000-4000-8000-000000000003", label: "blind" }) { __typename """
                + """errors { __typename } } }""", User);
        Assert.Equal("""{"__typename":"CreateBadgePayload","errors":null}""", json);
        Assert.True(result.Committed);
        Assert.Empty(Assert.Single(result.Touched).Key);
        var (again, refused) = await RunAsync(
            """mutation { createBadge(input: { userId: "00000000-0000-4000-8000-000000000003", label: "blind" }) { errors { ... """
                + """on UniqueError { field constraint } } } }""",
            User);
        Assert.Equal("""{"errors":[{"field":"userId","constraint":null}]}""", again);
        Assert.False(refused.Committed);
    }

    private async Task<(string Json, MutationResult Result)> RunAsync(string document, Caller caller)
    {
        var (operation, values) = host.Host.Read(document, null, caller);
        var field = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], values).Single();
        var plan = new MutationPlanner(new PlanOptions()).Plan(operation, field, values);
        var result = await new MutationRunner(host.Host.Pools).RunAsync(
            plan, values, caller, MutationContext.Default, TestContext.Current.CancellationToken);
        return (Encoding.UTF8.GetString(result.Value.Json.Span), result);
    }
}
