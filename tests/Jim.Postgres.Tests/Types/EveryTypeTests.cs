using Jim.Postgres.Schema;
using Jim.Postgres.Tests.Running;
using Jim.Postgres.Types;

namespace Jim.Postgres.Tests.Types;

/// <summary>
/// A table with a column of each type: all can be read, filtered by each operator, and those with an order sorted and paged by.
/// </summary>
public sealed class EveryTypeTests(EveryTypeTests.EveryTypeHost host) : IClassFixture<EveryTypeTests.EveryTypeHost>
{
    [Fact]
    public async Task Each_operator_of_each_type_is_one_that_Postgres_knows()
    {
        var view = host.Host.Schema.ViewFor(QueryHost.Admin.Role);
        Assert.True(view.TryGetType("EveryTypeFilterInput", out var type));
        var columns = ((InputObjectType)type).Fields.Where(f => f.Binding is ColumnFilter).ToList();
        Assert.Equal(Columns.Count + 1, columns.Count);
        foreach (var column in columns)
        {
            var operators = ((InputObjectType)column.Type.Named).Fields;
            var text = TextOf(column.Name);
            Assert.NotEmpty(operators);
            var fields = operators.Select(
                (o, i) => $"o{i}: everyTypes(where: {{ {column.Name}: {{ {o.Name}: {Literal(o.Type, text)} }} }}) {{ totalCount }}");
            var answer = await host.Host.RunAsync($"{{ {string.Join('\n', fields)} }}");
            Assert.Empty(answer.Errors);
        }
    }

    [Fact]
    public async Task Null_is_a_value_to_look_for_in_each_type_but_JSON()
    {
        var names = Columns.Where(c => c.Value is not ("json" or "jsonb") && !c.Value.EndsWith("[]", StringComparison.Ordinal))
            .Select(c => c.Key);
        var fields = names.Select(n => $"{n}: everyTypes(where: {{ {n}: {{ eq: null }} }}) {{ nodes {{ id }} }}");
        var answer = await host.Host.RunAsync($"{{ {string.Join('\n', fields)} }}");
        Assert.Empty(answer.Errors);
        Assert.All(answer.Data.EnumerateObject(), f => Assert.Equal([2], Ids(f.Value)));
    }

    [Fact]
    public async Task Each_type_with_an_order_can_be_paged_by()
    {
        var view = host.Host.Schema.ViewFor(QueryHost.Admin.Role);
        Assert.True(view.TryGetType("EveryTypeSortInput", out var type));
        foreach (var column in ((InputObjectType)type).Fields.Select(f => f.Name))
        {
            var order = $"order: [{{ {column}: ASC }}]";
            var first = await host.Host.RunAsync($"{{ everyTypes(first: 1, {order}) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}");
            var cursor = first.Data.GetProperty("everyTypes").GetProperty("pageInfo").GetProperty("endCursor").GetString();
            var second = await host.Host.RunAsync($"{{ everyTypes(first: 1, {order}, after: \"{cursor}\") {{ nodes {{ id }} }} }}");
            Assert.Equal([1, 2], [.. Ids(first.Data.GetProperty("everyTypes")), .. Ids(second.Data.GetProperty("everyTypes"))]);
        }
    }

    [Fact]
    public async Task A_list_inside_a_list_goes_as_its_text()
    {
        var answer = await host.Host.RunAsync("{ everyTypes(where: { cNested: { some: { eq: \"{a,b}\" } } }) { nodes { id cNested } } }");
        Assert.Equal("""[{"id":1,"cNested":["{a,b}"]}]""", answer.Data.GetProperty("everyTypes").GetProperty("nodes").GetRawText());
    }

    /// <summary>Field names with the types of their columns.</summary>
    private static Dictionary<string, string> Columns { get; } = BuiltInTypes.All
        .SelectMany(t => new[] { t.Name, $"{t.Name}[]" })
        .Concat(["feeling", "feeling[]", "words[]"])
        .ToDictionary(t => t == "words[]" ? "cNested" : NameField(t));

    private static string NameField(string type) =>
        "c" + Naming.UpperFirst(type.Replace("[]", "S", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal));

    private static int[] Ids(JsonElement rows) =>
        [.. rows.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("id").GetInt32())];

    private static string Literal(GraphQLType type, string text) => type switch
    {
        NonNullType { OfType: var inner } => Literal(inner, text),
        ListType { OfType: var item } => $"[{Literal(item, text)}]",
        EnumType e => e.Values.First().Name,
        InputObjectType o => $"{{ {string.Join(", ", o.Fields.Where(f => f.Name is not ("and" or "or"))
            .Select(f => $"{f.Name}: {Literal(f.Type, text)}"))} }}",
        { Named.Name: "Int" or "Long" or "Short" or "Any" or "Float" or "Decimal" } => "1",
        { Named.Name: "Boolean" } => "true",
        { Named.Name: "UUID" } => "\"0191d2a0-0000-7000-8000-0000000000ff\"",
        { Named.Name: "DateTime" } => "\"2026-03-01T10:00:00Z\"",
        { Named.Name: "LocalDate" } => "\"2026-03-01\"",
        { Named.Name: "LocalTime" } => "\"10:00:00\"",
        { Named.Name: "Duration" } => "\"PT1H\"",
        { Named.Name: "Base64String" } => "\"AP8Q\"",
        { Named.Name: "String" } => $"\"{text}\"",
        _ => throw new InvalidOperationException($"no literal of {type}"),
    };

    /// <summary>A text that the type of a column, or of its items, reads.</summary>
    private static string TextOf(string column)
    {
        var type = Columns.GetValueOrDefault(column, "int4").Replace("[]", "", StringComparison.Ordinal);
        return type == "words" ? "{a,b}" : Sample(type).Trim('\'');
    }

    private static string Sample(string type) => type switch
    {
        "words[]" => "'{\"{a,b}\"}'",
        _ when type.EndsWith("[]", StringComparison.Ordinal) => "'{}'",
        "bool" => "'true'",
        "uuid" => "'0191d2a0-0000-7000-8000-0000000000ff'",
        "timestamptz" or "timestamp" or "date" => "'2026-03-01'",
        "time" => "'13:05:09.5'",
        "timetz" => "'13:05:09.5+02'",
        "interval" => "'3 days'",
        "bytea" => "'\\x00ff10'",
        "inet" or "cidr" => "'10.0.0.1'",
        "macaddr" => "'08:00:2b:01:02:03'",
        "macaddr8" => "'08:00:2b:01:02:03:04:05'",
        "pg_lsn" => "'1/1'",
        "tid" => "'(1,1)'",
        "feeling" => "'glad'",
        _ => "'1'",
    };

    public sealed class EveryTypeHost : IAsyncLifetime
    {
        internal QueryHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var columns = Columns.Select(c => $"\"{c.Key}\" {Quote(c.Value)}");
            Host = await QueryHost.CreateAsync(
                ["public"],
                $"""
                create type feeling as enum ('glad', 'sad');
                create domain words as text[];
                create table every_type (id int primary key, {string.Join(", ", columns)});
                insert into every_type values (1, {string.Join(", ", Columns.Select(c => Sample(c.Value)))});
                insert into every_type (id) values (2);
                grant select on every_type to jim_admin;
                """);
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();

        private static string Quote(string type) => type.StartsWith("char", StringComparison.Ordinal) ? $"\"char\"{type[4..]}" : type;
    }
}
