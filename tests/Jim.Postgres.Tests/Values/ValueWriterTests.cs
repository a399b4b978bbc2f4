using System.Globalization;
using Jim.GraphQL.Json;
using Jim.Postgres.Values;
using TextWriter = Jim.Postgres.Values.TextWriter;

namespace Jim.Postgres.Tests.Values;

/// <summary>Binary values against Postgres' own text of them.</summary>
public sealed class ValueWriterTests(ValueWriterTests.Database database) : IClassFixture<ValueWriterTests.Database>
{
    [Theory]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("-0.5")]
    [InlineData("12345678901234567890123456789.000000000000000001")]
    [InlineData("0.00000000012345")]
    [InlineData("10000")]
    [InlineData("99999999")]
    [InlineData("-100000000.10")]
    [InlineData("1e50")]
    [InlineData("1.2300")]
    public async Task A_numeric_keeps_every_digit(string number) =>
        Assert.Equal(
            await database.TextAsync($"select '{number}'::numeric::text"), await WriteAsync(
                new NumericWriter(), $"numeric_send('{number}')"));

    [Fact]
    public async Task Random_numerics_keep_every_digit()
    {
        var random = new Random(5);
        var numbers = Enumerable.Range(0, 300).Select(_ => string.Create(
            CultureInfo.InvariantCulture,
            $"{(random.Next(2) == 0 ? "-" : "")}{random.NextInt64()}{random.Next()}e{random.Next(-40, 40)}")).ToList();
        foreach (var number in numbers)
        {
            Assert.Equal(
                await database.TextAsync($"select '{number}'::numeric::text"), await WriteAsync(
                    new NumericWriter(), $"numeric_send('{number}')"));
        }
    }

    [Theory]
    [InlineData("'NaN'", "float8")]
    [InlineData("'Infinity'", "float4")]
    public async Task What_the_scalar_cannot_hold_writes_nothing(string value, string type) =>
        Assert.Null(await WriteAsync(WriterOf(type), Send(value, type)));

    [Theory]
    [InlineData("'2026-03-01 10:00:00+00'", "timestamptz", "\"2026-03-01T10:00:00Z\"")]
    [InlineData("'2026-03-01 10:00:00.120000+02'", "timestamptz", "\"2026-03-01T08:00:00.12Z\"")]
    [InlineData("'0001-01-01 00:00:00.000001+00'", "timestamptz", "\"0001-01-01T00:00:00.000001Z\"")]
    [InlineData("'9999-12-31 23:59:59.999999+00'", "timestamptz", "\"9999-12-31T23:59:59.999999Z\"")]
    [InlineData("'2026-03-01 10:00:00.5'", "timestamp", "\"2026-03-01T10:00:00.5\"")]
    [InlineData("'1999-12-31'", "date", "\"1999-12-31\"")]
    [InlineData("'13:05:09.000001'", "time", "\"13:05:09.000001\"")]
    [InlineData("'1 year 2 mons 3 days 04:05:06.78'", "interval", "\"P1Y2M3DT4H5M6.78S\"")]
    [InlineData("'-1 mons +2 days -00:00:03.5'", "interval", "\"P-1M2DT-3.5S\"")]
    [InlineData("'0'", "interval", "\"PT0S\"")]
    [InlineData("'-1.5 hours'", "interval", "\"PT-1H-30M\"")]
    [InlineData("'NaN'", "numeric", "\"NaN\"")]
    [InlineData("'Infinity'", "numeric", "\"Infinity\"")]
    [InlineData("'-Infinity'", "numeric", "\"-Infinity\"")]
    [InlineData("'infinity'", "timestamptz", "\"infinity\"")]
    [InlineData("'-infinity'", "timestamp", "\"-infinity\"")]
    [InlineData("'294276-12-31 23:59:59.999999'", "timestamp", "\"294276-12-31T23:59:59.999999\"")]
    [InlineData("'10000-01-01 00:00:00+00'", "timestamptz", "\"10000-01-01T00:00:00Z\"")]
    [InlineData("'4714-11-24 00:00:00.5+00 BC'", "timestamptz", "\"4714-11-24T00:00:00.5Z BC\"")]
    [InlineData("'0001-12-31 23:59:59.999999 BC'", "timestamp", "\"0001-12-31T23:59:59.999999 BC\"")]
    [InlineData("'infinity'", "date", "\"infinity\"")]
    [InlineData("'-infinity'", "date", "\"-infinity\"")]
    [InlineData("'5874897-12-31'", "date", "\"5874897-12-31\"")]
    [InlineData("'0001-02-29 BC'", "date", "\"0001-02-29 BC\"")]
    [InlineData("'0044-03-15 BC'", "date", "\"0044-03-15 BC\"")]
    [InlineData("'4714-11-24 BC'", "date", "\"4714-11-24 BC\"")]
    [InlineData("'24:00:00'", "time", "\"24:00:00\"")]
    [InlineData("0.1", "float4", "0.1")]
    [InlineData("1e-7", "float8", "1E-07")]
    [InlineData("'-9223372036854775808'", "int8", "-9223372036854775808")]
    [InlineData("'-32768'", "int2", "-32768")]
    [InlineData("'{{1,2},{3,null}}'", "int4[]", null)]
    [InlineData("'{}'", "int4[]", "[]")]
    [InlineData("'[2:3]={7,8}'", "int4[]", "[7,8]")]
    [InlineData("'\\x00ff10'", "bytea", "\"AP8Q\"")]
    [InlineData("'{\"b\": 1, \"a\": [null, \"\\u00e9\"]}'", "jsonb", "{\"a\": [null, \"é\"], \"b\": 1}")]
    public async Task Values_are_written_as_the_scalar_profile_says(string value, string type, string? json) =>
        Assert.Equal(json, await WriteAsync(WriterOf(type), Send(value, type)));

    [Theory]
    [InlineData("a\"b\\c/d\u0001\n\t\u2028é😀")]
    [InlineData("")]
    public async Task Text_is_escaped_so_that_it_reads_back(string text)
    {
        var hex = Convert.ToHexString(Encoding.UTF8.GetBytes(text));
        var json = await WriteAsync(new TextWriter(), $"textsend(convert_from('\\x{hex}', 'UTF8'))");
        Assert.Equal(text, System.Text.Json.JsonSerializer.Deserialize<string>(json!));
    }

    /// <summary>Events and JSON lines end at a line break.</summary>
    [Theory]
    [InlineData("{\"a\": 1}", "{\"a\": 1}")]
    [InlineData("{\n  \"a\": [1,\r\n\t\"x y\\n\\\"z \"]\r}\n", "{\"a\":[1,\"x y\\n\\\"z \"]}")]
    [InlineData("\n\"\\\\\"", "\"\\\\\"")]
    [InlineData("\r12", "12")]
    public void A_stored_json_is_one_line(string stored, string written)
    {
        using var json = new JsonBuffer();
        Assert.True(new JsonWriter().TryWrite(Encoding.UTF8.GetBytes(stored), json));
        Assert.Equal(written, Encoding.UTF8.GetString(json.WrittenSpan));
    }

    private static ValueWriter WriterOf(string type) => type switch
    {
        "numeric" => new NumericWriter(),
        "float4" or "float8" => new FloatWriter(),
        "timestamptz" => new TimestampWriter(true),
        "timestamp" => new TimestampWriter(false),
        "date" => new DateWriter(),
        "time" => new TimeWriter(),
        "interval" => new IntervalWriter(),
        "bytea" => new BytesWriter(),
        "jsonb" => new JsonbWriter(),
        "int4[]" => new ArrayWriter(new IntegerWriter()),
        _ => new IntegerWriter(),
    };

    private static string Send(string value, string type) => type switch
    {
        "int4[]" => $"array_send({value}::int4[])",
        "timestamptz" or "timestamp" or "date" or "time" or "interval" or "numeric" or "jsonb" => $"{type}_send({value}::{type})",
        _ => $"{type}send({value}::{type})",
    };

    private async Task<string?> WriteAsync(ValueWriter writer, string send)
    {
        var bytes = await database.BytesAsync($"select {send}");
        using var json = new JsonBuffer();
        json.WriteRaw("x"u8);
        var written = writer.TryWrite(bytes, json);
        Assert.True(written || json.Length == 1);
        return written ? Encoding.UTF8.GetString(json.WrittenSpan[1..]) : null;
    }

    public sealed class Database : IAsyncLifetime
    {
        private TestDatabase _database = null!;

        public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

        public ValueTask DisposeAsync() => _database.DisposeAsync();

        internal async Task<string> TextAsync(string sql)
        {
            await using var command = _database.DataSource.CreateCommand(sql);
            return (string)(await command.ExecuteScalarAsync())!;
        }

        internal async Task<byte[]> BytesAsync(string sql)
        {
            await using var command = _database.DataSource.CreateCommand(sql);
            return (byte[])(await command.ExecuteScalarAsync())!;
        }
    }
}
