using System.Text;
using Jim.GraphQL.Execution;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Changes;
using Jim.Postgres.Running.Changes;
using Jim.Postgres.Tests.Planning;
using Xunit;

namespace Jim.Postgres.Tests.Running;

/// <summary>The rows behind change events.</summary>
public sealed class ChangeReaderTests(KitchenSinkHost host) : IClassFixture<KitchenSinkHost>
{
    [Fact]
    public async Task Rows_of_many_keys_come_by_one_statement_and_only_those_that_pass()
    {
        var rows = await ReadAsync(
            """subscription ($r: Short) { documentChanged(where: { rank: { gt: $r } }) { operation document { title owner { displayName } } again: document { id } } }""",
            """{"r": 4}""",
            Keys("10000000-0000-4000-8000-000000000004", "10000000-0000-4000-8000-000000000005", "10000000-0000-4000-8000-000000000009", "99999999-0000-4000-8000-000000000009"));
        var (key, values) = Assert.Single(rows.Rows);
        Assert.Equal("10000000-0000-4000-8000-000000000005", key.ToString());
        Assert.Equal(
            ["""{"title":"Document 5","owner":{"displayName":"Ben \"B\" \\ /"}}""", """{"id":"10000000-0000-4000-8000-000000000005"}"""],
            values.Select(v => Encoding.UTF8.GetString(v.Json.Span)));
        Assert.Matches("^[0-9]+:[0-9]+:", rows.Snapshot);
    }

    [Fact]
    public async Task A_composite_key_is_found_by_all_its_parts()
    {
        var rows = await ReadAsync("subscription { orderChanged { order { tenant number } } }", null, [["1", "2"], ["2", "2"], ["2", "1"]]);
        Assert.Equal(["1/2", "2/1"], rows.Rows.Keys.Select(k => k.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("""{"tenant":2,"number":1}""", Encoding.UTF8.GetString(rows.Rows[new RowKey(["2", "1"])][0].Json.Span));
    }

    private static IReadOnlyList<IReadOnlyList<string>> Keys(params string[] keys) => [.. keys.Select(k => (IReadOnlyList<string>)[k])];

    private async Task<ChangedRows> ReadAsync(string document, string? variables, IReadOnlyList<IReadOnlyList<string>> keys)
    {
        var (operation, values) = host.Host.Read(document, variables);
        var field = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], values).Single();
        var plan = new ChangePlanner(new PlanOptions()).Plan(operation, field, values);
        return await new ChangeReader(host.Host.Queries).ReadAsync(plan, values, QueryHost.Admin, keys, TestContext.Current.CancellationToken);
    }
}
