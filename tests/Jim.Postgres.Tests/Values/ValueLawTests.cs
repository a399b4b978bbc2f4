using System.Globalization;
using Jim.GraphQL.Operations;
using Jim.Postgres.Operators;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Running.Mutations;
using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Values;

/// <summary>
/// Every value that Jim shows can be written and filtered by as it is shown, by variables and by literals, and is then the same: for every
/// type, random and extreme values. A failure names its seed; <c>JIM_FUZZ_SEED</c> repeats it.
/// </summary>
public sealed class ValueLawTests(ValueLawTests.LawHost host) : IClassFixture<ValueLawTests.LawHost>
{
    private const int Seeds = 2;
    private static int next;

    public static TheoryData<string> Types() => [.. ValueSamples.Names];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task What_is_shown_can_be_written_and_found(string type)
    {
        var first = int.Parse(Environment.GetEnvironmentVariable("JIM_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);
        for (var seed = first; seed < first + Seeds; seed++)
        {
            var values = ValueSamples.Make(type, new Random(seed), 5);
            var why = await Record.ExceptionAsync(() => CheckAsync(type, values));
            Assert.True(why is null, $"JIM_FUZZ_SEED={seed} {type}: {why}\n{string.Join('\n', values)}");
        }
    }

    private async Task CheckAsync(string type, IReadOnlyList<string> values)
    {
        var names = host.Tables[type];
        var (rows, keys) = LawHost.TablesOf(type);
        await host.Database.ExecuteAsync($"truncate {rows}; truncate {keys}");
        for (var i = 0; i < values.Count; i++)
        {
            await InsertAsync($"insert into {rows} values ({i}, $1::{type})", values[i]);
        }

        var shown = await ShowAsync(names);
        Assert.Equal(values.Count, shown.Count);
        foreach (var (id, value) in shown)
        {
            await WriteAsync(rows, names, id, value);
            await FindAsync(type, rows, names, id, value);
        }

        if (names.CanOrder)
        {
            await PageAsync($"select id::text from {rows} where id < 1000 order by v, id", names.Rows, "order: [{ v: ASC }],", "id");
        }

        if (ValueSamples.CanBeKey(type))
        {
            await KeyAsync(rows, keys, names, shown);
        }
    }

    /// <summary>The values as the answer shows them, by id.</summary>
    private async Task<Dictionary<int, JsonElement>> ShowAsync(ValueTable names)
    {
        var answer = await host.Host.RunAsync($"{{ {names.Rows}(first: 100) {{ nodes {{ id v }} }} }}");
        Assert.Empty(answer.Errors);
        return answer.Data.GetProperty(names.Rows).GetProperty("nodes").EnumerateArray()
            .ToDictionary(n => n.GetProperty("id").GetInt32(), n => n.GetProperty("v"));
    }

    /// <summary>What is written as it was shown is, to the last bit, what was stored before.</summary>
    private async Task WriteAsync(string rows, ValueTable names, int id, JsonElement value)
    {
        foreach (var literal in Literal(value, names.Type) is { } text ? new[] { text, null } : [null])
        {
            var copy = 1000 + Interlocked.Increment(ref next);
            var input = literal is null ? "$input" : $"{{ id: {copy}, v: {literal} }}";
            var head = literal is null ? $"mutation ($input: {names.InputType})" : "mutation";
            var written = await MutateAsync(
                $"{head} {{ {names.Create}(input: {input}) {{ {names.Row} {{ id v }} }} }}",
                $$$"""{"input":{"id":{{{copy}}},"v":{{{value.GetRawText()}}}}}""");
            Assert.Equal(value.GetRawText(), written.GetProperty(names.Row).GetProperty("v").GetRawText());
            Assert.True(
                await host.Database.ScalarAsync<bool>(
                    $"select record_send(row(a.v)) = record_send(row(b.v)) from {rows} a, {rows} b where a.id = {id} and b.id = {copy}"),
                $"{value} is stored as another value ({literal ?? "variable"})");
            await host.Database.ExecuteAsync($"delete from {rows} where id = {copy}");
        }
    }

    /// <summary>The filters find the rows that Postgres finds to be equal.</summary>
    private async Task FindAsync(string type, string rows, ValueTable names, int id, JsonElement value)
    {
        var byText = ValueSamples.CanBeKey(type) ? "" : "::text";
        var equal = $"select string_agg(id::text, ' ' order by id) from {rows} "
            + $"where v{byText} = (select v from {rows} where id = {id}){byText}";
        if (names.Has(ComparisonOperators.Equal))
        {
            await FoundAsync(names, "eq", "", value, names.Type, await host.Database.ScalarAsync<string>(equal));
        }

        if (names.Has(ComparisonOperators.In))
        {
            await FoundAsync(names, "in", "[]", value, names.Type, await host.Database.ScalarAsync<string>(equal));
        }

        if (names.Type is ListType items && value.GetArrayLength() > 0 && value[0].ValueKind != JsonValueKind.Null
            && !type.StartsWith("json", StringComparison.Ordinal))
        {
            await FoundAsync(names, "some: { eq", "", value[0], items.OfType, null, id);
        }

        if (names.Type.Named.Name == "Any" && names.Type is not ListType)
        {
            await FoundAsync(names, "contains", "", value, names.Type, null, id);
        }
    }

    private async Task FoundAsync(
        ValueTable names, string filter, string list, JsonElement value, GraphQLType type, string? expected, int? within = null)
    {
        var raw = value.GetRawText();
        var literal = Literal(value, type);
        foreach (var text in literal is null ? new[] { "$v" } : ["$v", list.Length == 0 ? literal : $"[{literal}]"])
        {
            var head = text == "$v" ? $"query ($v: {(list.Length == 0 ? type : $"[{type}]")})" : "";
            var close = filter.Contains('{', StringComparison.Ordinal) ? "}" : "";
            var answer = await host.Host.RunAsync(
                $"{head} {{ {names.Rows}(where: {{ v: {{ {filter}: {text} {close} }} }}) {{ nodes {{ id }} }} }}",
                $$"""{"v":{{(list.Length == 0 ? raw : $"[{raw}]")}}}""");
            Assert.Empty(answer.Errors);
            var found = answer.Data.GetProperty(names.Rows).GetProperty("nodes").EnumerateArray()
                .Select(n => n.GetProperty("id").GetInt32()).Order().ToList();
            if (within is { } id)
            {
                Assert.Contains(id, found);
            }
            else
            {
                Assert.Equal(expected, string.Join(' ', found));
            }
        }
    }

    /// <summary>The value as a key: of a new row, of the field by key, and in cursors.</summary>
    private async Task KeyAsync(string rows, string keys, ValueTable names, Dictionary<int, JsonElement> shown)
    {
        foreach (var (id, value) in shown)
        {
            var isNew = await host.Database.ScalarAsync<bool>(
                $"select not exists (select from {keys} k, {rows} r where r.id = {id} and k.v = r.v)");
            if (!isNew)
            {
                continue;
            }

            var variables = $$"""{"input":{"v":{{value.GetRawText()}},"tag":{{id}}},"v":{{value.GetRawText()}}}""";
            var created = await MutateAsync(
                $"mutation ($input: {names.KeyInputType}) {{ {names.CreateKey}(input: $input) {{ {names.KeyRow} {{ v tag }} }} }}",
                variables);
            Assert.Equal(id, created.GetProperty(names.KeyRow!).GetProperty("tag").GetInt32());
            Assert.Equal(value.GetRawText(), created.GetProperty(names.KeyRow!).GetProperty("v").GetRawText());
            var found = await host.Host.RunAsync($"query ($v: {names.Type}!) {{ {names.ByKey}(v: $v) {{ tag }} }}", variables);
            Assert.Empty(found.Errors);
            Assert.Equal(id, found.Data.GetProperty(names.ByKey!).GetProperty("tag").GetInt32());
        }

        await PageAsync($"select tag::text from {keys} order by v", names.Keys!, "", "tag");
    }

    /// <summary>Page by page, each row comes once and in Postgres' order.</summary>
    private async Task PageAsync(string sql, string field, string order, string member)
    {
        var expected = await host.Database.ScalarAsync<string>($"select coalesce(string_agg(t, ' '), '') from ({sql}) x(t)");
        var found = new List<int>();
        for (string? after = null; ;)
        {
            var answer = await host.Host.RunAsync(
                $"query ($after: String) {{ {field}({order} first: 1, after: $after) {{ nodes {{ {member} }} pageInfo {{ endCursor }} }} }}",
                new JsonObject { ["after"] = after }.ToJsonString());
            Assert.Empty(answer.Errors);
            var page = answer.Data.GetProperty(field);
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
            if (after is null)
            {
                break;
            }

            found.Add(page.GetProperty("nodes")[0].GetProperty(member).GetInt32());
            Assert.True(found.Count < 50, "a cursor comes back to where it was");
        }

        Assert.Equal(expected, string.Join(' ', found));
    }

    private async Task<JsonElement> MutateAsync(string document, string variables)
    {
        var (operation, values) = host.Host.Read(document, document.Contains('$', StringComparison.Ordinal) ? variables : null);
        var field = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], values).Single();
        var plan = new MutationPlanner(new PlanOptions()).Plan(operation, field, values);
        var result = await host.Mutations.RunAsync(
            plan, values, QueryHost.Admin, MutationContext.Default, TestContext.Current.CancellationToken);
        Assert.Empty(result.Value.Errors);
        Assert.True(result.Committed);
        return JsonDocument.Parse(result.Value.Json).RootElement;
    }

    /// <summary>The value as a literal; null where JSON has members whose names GraphQL does not allow.</summary>
    private static string? Literal(JsonElement value, GraphQLType type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.Object, _) => null,
        (JsonValueKind.Array, ListType list) => Join(value.EnumerateArray().Select(i => Literal(i, list.OfType))),
        (JsonValueKind.Array, _) => Join(value.EnumerateArray().Select(i => Literal(i, type))),
        (JsonValueKind.String, EnumType) => value.GetString(),
        _ => value.GetRawText(),
    };

    private static string? Join(IEnumerable<string?> items) =>
        items.ToList() is var all && all.Contains(null) ? null : $"[{string.Join(',', all)}]";

    private async Task InsertAsync(string sql, string value)
    {
        await using var command = host.Database.DataSource.CreateCommand(sql);
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Unknown });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A database whose settings are not those of Postgres' defaults, with two tables for each type.</summary>
    public sealed class LawHost : IAsyncLifetime
    {
        internal QueryHost Host { get; private set; } = null!;

        internal MutationRunner Mutations { get; private set; } = null!;

        internal TestDatabase Database => Host.Database;

        internal Dictionary<string, ValueTable> Tables { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            var tables = ValueSamples.Names.Select(type =>
            {
                var (rows, keys) = TablesOf(type);
                return $"create table {rows} (id int primary key, v {type} not null);"
                    + (ValueSamples.CanBeKey(type)
                        ? $"create table {keys} (v {type} primary key, tag int not null);"
                        : $"create table {keys} (tag int primary key);");
            });
            Host = await QueryHost.CreateAsync(
                ["public"],
                """
                do $$ begin
                  execute format('alter database %I set timezone = ''Asia/Kolkata''', current_database());
                  execute format('alter database %I set bytea_output = ''escape''', current_database());
                  execute format('alter database %I set extra_float_digits = 0', current_database());
                end $$
                """,
                ValueSamples.TypesSql, string.Concat(tables), "grant all on all tables in schema public to jim_admin");
            Mutations = new MutationRunner(Host.Pools);
            Tables = ValueSamples.Names.ToDictionary(t => t, t => new ValueTable(Host, TablesOf(t).Rows, TablesOf(t).Keys));
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();

        /// <summary>The names of a type's tables, by its place in the list.</summary>
        internal static (string Rows, string Keys) TablesOf(string type)
        {
            var number = ValueSamples.Names.ToList().IndexOf(type);
            return ($"row{number}x", $"key{number}x");
        }
    }
}
