using Jim.GraphQL.Json;
using Jim.Postgres.Operators;
using Jim.Postgres.Sql;
using Jim.Postgres.Types;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Tests.Types;

/// <summary>Each entry of the table of types is whole and agrees with Postgres.</summary>
public sealed class BuiltInTypesTests(BuiltInTypesTests.Database database) : IClassFixture<BuiltInTypesTests.Database>
{
    public static TheoryData<string> Names() => [.. BuiltInTypes.All.Select(t => t.Name)];

    [Fact]
    public void A_type_is_told_once() => Assert.Distinct(BuiltInTypes.All.Select(t => t.Name));

    [Fact]
    public void Every_scalar_of_the_profile_is_some_types() =>
        Assert.Equal(
            ["ID", "URI", "Upload"],
            Scalars.All.Except(BuiltInTypes.All.Select(t => t.Scalar).OfType<ScalarType>()).Select(s => s.Name));

    /// <summary>One filter input serves all columns of its name.</summary>
    [Fact]
    public void Types_of_one_filter_input_have_the_same_scalar_and_operators() =>
        Assert.All(BuiltInTypes.All.GroupBy(t => t.FilterName), types =>
        {
            Assert.Single(types.Select(t => t.Scalar ?? Scalars.String).Distinct());
            Assert.All(types, t => Assert.Equal<IEnumerable<FilterOperator>>(types.First().Operators, t.Operators));
        });

    /// <summary>Clients filter by these today; a type that loses one breaks them.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_type_is_filtered_by_all_operators_of_its_kind(string name)
    {
        IEnumerable<FilterOperator> operators = name switch
        {
            "bool" => ComparisonOperators.Boolean,
            "bytea" => ComparisonOperators.Equality,
            "jsonb" or "json" => JsonOperators.All,
            _ => Find(name).Scalar is { Name: not "String" } ? ComparisonOperators.Ordered : TextOperators.All,
        };
        Assert.Equal<IEnumerable<FilterOperator>>(operators, Find(name).Operators);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_value_that_was_written_can_be_sent_again(string name)
    {
        var type = Find(name);
        var value = Parse(type, await WriteAsync(type));
        Assert.Equal(Sample(type), await EchoAsync(value, type.Sent, ""));
        Assert.Equal(Sample(type), await EchoAsync(new[] { null, value }, type.SentList, "[1]"));
        Assert.Equal(Sample(type), await EchoAsync(new[] { null, value }, type.Sent.ToArray(), "[2]"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_value_in_a_cursor_can_be_sent_again(string name)
    {
        var type = Find(name);
        var value = type.FromCursor(await CellAsync(type, type.Cursor.AsText));
        Assert.Equal(Sample(type), await EchoAsync(value!, type.Cursor.Type, ""));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Bytes_that_are_no_value_are_not_read_from_a_cursor(string name)
    {
        var type = Find(name);
        var bytes = await CellAsync(type, type.Cursor.AsText);
        Assert.Null(type.FromCursor([.. bytes, 0]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_sent_by_its_own_type_has_the_CLR_type_of_the_entry(string name)
    {
        var type = Find(name);
        var value = Parse(type, await WriteAsync(type));
        Assert.IsType(type.Sent.ClrType, type.Sent.Encode(value));
        Assert.IsType(type.SentList.ClrType, type.SentList.Encode(new[] { value }));
    }

    [Theory]
    [InlineData("bool", true)]
    [InlineData("int2", -7L)]
    [InlineData("int4", -7L)]
    [InlineData("int8", -7L)]
    [InlineData("float4", 0.5)]
    [InlineData("float8", 0.5)]
    [InlineData("text", "a \"b\" é")]
    [InlineData("jsonb", "{\"a\": [1, null]}")]
    [InlineData("json", "{\"a\": [1, null]}")]
    public async Task A_value_is_read_for_fields_that_Jim_computes(string name, object value)
    {
        var type = Find(name);
        Assert.Equal(value, type.Read!(await CellAsync(type, asText: false)));
    }

    private static PostgresType Find(string name) => BuiltInTypes.All.Single(t => t.Name == name);

    /// <summary>Postgres' text of a value; a type without one here is a type without a test.</summary>
    private static string Sample(PostgresType type) => type.Name switch
    {
        "bool" => "true",
        "int2" or "int4" or "int8" => "-7",
        "float4" or "float8" => "0.5",
        "numeric" => "-12.50",
        "text" or "varchar" or "name" => "a \"b\" é",
        "bpchar" or "char" => "x",
        "tsvector" => "'word':1",
        "uuid" => "0191d2a0-0000-7000-8000-0000000000ff",
        "timestamptz" => "2026-03-01 10:00:00.12+00",
        "timestamp" => "2026-03-01 10:00:00.12",
        "date" => "2026-03-01",
        "time" => "13:05:09.5",
        "interval" => "04:05:06.5",
        "bytea" => "\\x00ff10",
        "jsonb" or "json" => "{\"a\": [1, null]}",
        "inet" or "cidr" => "10.0.0.0/8",
        "macaddr" => "08:00:2b:01:02:03",
        "macaddr8" => "08:00:2b:01:02:03:04:05",
        "bit" or "varbit" => "10110",
        "money" => "$1,234.50",
        "timetz" => "13:05:09.5+02",
        "oid" or "xid8" => "7",
        "pg_lsn" => "16/B374D848",
        "tid" => "(3,4)",
        "tsquery" => "'a' & !'b'",
        var other => throw new InvalidOperationException($"no sample of {other}"),
    };

    private static object Parse(PostgresType type, string json)
    {
        using var document = JsonDocument.Parse(json);
        var scalar = type.Scalar ?? Scalars.String;
        Assert.True(scalar.Coercion.TryParseJson(document.RootElement.Clone(), out var value, out var why), why);
        return value!;
    }

    private async Task<string> WriteAsync(PostgresType type)
    {
        using var json = new JsonBuffer();
        Assert.True(type.Format.Writer.TryWrite(await CellAsync(type, type.Format.AsText), json));
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private async Task<byte[]> CellAsync(PostgresType type, bool asText)
    {
        await using var command = database.DataSource.CreateCommand(
            $"select record_send(row(@sample::text::{type.Sent.Cast}{(asText ? "::text" : "")}))");
        command.Parameters.AddWithValue("sample", Sample(type));
        return First((byte[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
    }

    private static byte[] First(byte[] row) => new WireRow(row, new int[2])[0].ToArray();

    /// <summary>What Postgres makes of a value as it is sent.</summary>
    private async Task<string> EchoAsync(object value, SqlType sent, string index)
    {
        await using var command = database.DataSource.CreateCommand($"select (($1::{sent.Cast}){index})::text");
        command.Parameters.Add(new SqlParameter(new ConstantSource(value, 1), sent).Bind(default));
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public sealed class Database : IAsyncLifetime
    {
        private TestDatabase _database = null!;

        internal Npgsql.NpgsqlDataSource DataSource => _database.DataSource;

        public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync("set timezone = 'UTC'");

        public ValueTask DisposeAsync() => _database.DisposeAsync();
    }
}
