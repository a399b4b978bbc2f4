using Jim.GraphQL.Coercion;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Tests.Coercion;

/// <summary>HotChocolate v16's profile: what goes in as JSON and as a literal, and how it comes out.</summary>
public sealed class ScalarTests
{
    [Theory]
    [InlineData("UUID", "\"6F1C1D4E-0000-4000-8000-00000000000A\"", "\"6f1c1d4e-0000-4000-8000-00000000000a\"")]
    [InlineData("UUID", "\"6f1c1d4e000040008000000000000000\"", "\"6f1c1d4e-0000-4000-8000-000000000000\"")]
    [InlineData("DateTime", "\"2026-03-01T10:00:00Z\"", "\"2026-03-01T10:00:00Z\"")]
    [InlineData("DateTime", "\"2026-03-01t10:00:00.120000000+02:00\"", "\"2026-03-01T10:00:00.12+02:00\"")]
    [InlineData("DateTime", "\"2026-03-01T10:00:00.123456789-05:30\"", "\"2026-03-01T10:00:00.1234567-05:30\"")]
    [InlineData("LocalDate", "\"2024-02-29\"", "\"2024-02-29\"")]
    [InlineData("LocalTime", "\"13:05:09\"", "\"13:05:09\"")]
    [InlineData("LocalTime", "\"13:05:09.500\"", "\"13:05:09.5\"")]
    [InlineData("Duration", "\"P1DT2H30M\"", "\"P1DT2H30M\"")]
    [InlineData("Duration", "\"-P2W\"", "\"-P14D\"")]
    [InlineData("Long", "9223372036854775807", "9223372036854775807")]
    [InlineData("Short", "-32768", "-32768")]
    [InlineData("Decimal", "79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("Decimal", "0.10", "0.10")]
    [InlineData("Decimal", "-123456789012345678901234567890123456789.000000000000000000000000000000000000000010",
        "-123456789012345678901234567890123456789.000000000000000000000000000000000000000010")]
    [InlineData("Decimal", "1.5e-300", "1.5e-300")]
    [InlineData("Decimal", "\"0.10\"", "0.10")]
    [InlineData("Decimal", "\"NaN\"", "\"NaN\"")]
    [InlineData("Decimal", "\"Infinity\"", "\"Infinity\"")]
    [InlineData("Decimal", "\"-Infinity\"", "\"-Infinity\"")]
    [InlineData("DateTime", "\"infinity\"", "\"infinity\"")]
    [InlineData("DateTime", "\"-infinity\"", "\"-infinity\"")]
    [InlineData("DateTime", "\"12026-03-01T10:00:00.5Z\"", "\"12026-03-01T10:00:00.5Z\"")]
    [InlineData("DateTime", "\"0044-03-15T10:00:00Z BC\"", "\"0044-03-15T10:00:00Z BC\"")]
    [InlineData("DateTime", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59.9999999Z\"")]
    [InlineData("LocalDate", "\"infinity\"", "\"infinity\"")]
    [InlineData("LocalDate", "\"5874897-12-31\"", "\"5874897-12-31\"")]
    [InlineData("LocalDate", "\"0005-02-29 BC\"", "\"0005-02-29 BC\"")]
    [InlineData("LocalTime", "\"24:00:00\"", "\"24:00:00\"")]
    [InlineData("Duration", "\"P1M\"", "\"P1M\"")]
    [InlineData("Duration", "\"P1Y14M\"", "\"P2Y2M\"")]
    [InlineData("Duration", "\"PT36H\"", "\"PT36H\"")]
    [InlineData("Duration", "\"P-1M2DT-3.5S\"", "\"P-1M2DT-3.5S\"")]
    [InlineData("Duration", "\"-P1M2DT0.000001S\"", "\"-P1M2DT0.000001S\"")]
    [InlineData("Duration", "\"P-178956970Y-8M-2147483648DT-2562047788H-54.775808S\"",
        "\"-P178956970Y8M2147483648DT2562047788H54.775808S\"")]
    [InlineData("Duration", "\"PT0S\"", "\"PT0S\"")]
    [InlineData("Duration", "\"infinity\"", "\"infinity\"")]
    [InlineData("Base64String", "\"AAECAw==\"", "\"AAECAw==\"")]
    [InlineData("URI", "\"https://example.org/a?b#c\"", "\"https://example.org/a?b#c\"")]
    [InlineData("Any", "{\"a\":[1,null,\"é\"]}", "{\"a\":[1,null,\"é\"]}")]
    [InlineData("ID", "4", "\"4\"")]
    [InlineData("Int", "2147483647", "2147483647")]
    [InlineData("Float", "1e3", "1000")]
    public void A_value_comes_out_as_it_went_in(string name, string json, string expected)
    {
        Assert.True(Scalar(name).TryParseJson(JsonElement.Parse(json), out var value, out _));
        Assert.Equal(expected, Write(name, value!));
        if (json[0] != '{')
        {
            Assert.True(Scalar(name).TryParseLiteral(Parser.ParseConstValue(Encoding.UTF8.GetBytes(json)), out var literal, out _));
            Assert.Equal(expected, Write(name, literal!));
        }
    }

    [Theory]
    [InlineData("UUID", "\"6f1c1d4e\"")]
    [InlineData("UUID", "7")]
    [InlineData("DateTime", "\"2026-03-01T10:00:00\"")]
    [InlineData("DateTime", "\"2026-03-01 10:00:00Z\"")]
    [InlineData("DateTime", "\"2026-03-01T24:00:00Z\"")]
    [InlineData("DateTime", "\"2026-03-01T10:00Z\"")]
    [InlineData("DateTime", "\"2026-02-30T10:00:00Z\"")]
    [InlineData("DateTime", "\"2026-03-01T10:00:00.1234567890Z\"")]
    [InlineData("DateTime", "\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("DateTime", "\"12026-03-01T10:00:00+02:00\"")]
    [InlineData("DateTime", "\"0044-03-15T10:00:00 BC\"")]
    [InlineData("DateTime", "\"02026-03-01T10:00:00Z\"")]
    [InlineData("DateTime", "\"1234567-03-01T10:00:00Z\"")]
    [InlineData("DateTime", "\"Infinity\"")]
    [InlineData("LocalDate", "\"2026-02-29\"")]
    [InlineData("LocalDate", "\"0044-02-29 BC\"")]
    [InlineData("LocalDate", "\"0000-01-01 BC\"")]
    [InlineData("LocalDate", "\"12026-02-29\"")]
    [InlineData("LocalTime", "\"24:00:01\"")]
    [InlineData("LocalTime", "\"13:05\"")]
    [InlineData("Duration", "\"1 day\"")]
    [InlineData("Duration", "\"P99999999999999999999D\"")]
    [InlineData("Duration", "\"P2147483648D\"")]
    [InlineData("Duration", "\"P\"")]
    [InlineData("Duration", "\"P1DT\"")]
    [InlineData("Duration", "\"PT1D\"")]
    [InlineData("Duration", "\"P1D1Y\"")]
    [InlineData("Duration", "\"P1D1D\"")]
    [InlineData("Duration", "\"P1W1D\"")]
    [InlineData("Duration", "\"PT1.S\"")]
    [InlineData("Duration", "\"P1.5D\"")]
    [InlineData("Duration", "\"P--1D\"")]
    [InlineData("Long", "9223372036854775808")]
    [InlineData("Long", "\"1\"")]
    [InlineData("Short", "32768")]
    [InlineData("Int", "2147483648")]
    [InlineData("Int", "1.5")]
    [InlineData("Int", "1e100000")]
    [InlineData("Float", "1e400")]
    [InlineData("Decimal", "1e100000")]
    [InlineData("Decimal", "\"1e100000\"")]
    [InlineData("Decimal", "\"1,5\"")]
    [InlineData("Decimal", "\"1.\"")]
    [InlineData("Decimal", "\"01\"")]
    [InlineData("Decimal", "\"nan\"")]
    [InlineData("Decimal", "true")]
    [InlineData("Float", "\"NaN\"")]
    [InlineData("Base64String", "\"AAE\"")]
    [InlineData("Boolean", "\"true\"")]
    [InlineData("String", "1")]
    [InlineData("String", "\"\\ud800\"")]
    [InlineData("Any", "{\"a\":\"\\ud800\"}")]
    [InlineData("Any", "{\"\\udc00\":1}")]
    [InlineData("ID", "1.5")]
    [InlineData("Upload", "\"a file\"")]
    public void What_does_not_fit_is_refused_and_not_repeated(string name, string json)
    {
        Assert.False(Scalar(name).TryParseJson(JsonElement.Parse(json), out var value, out var why));
        Assert.Null(value);
        Assert.DoesNotContain(json.Trim('"'), why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_of_unknown_kind_is_UTC() =>
        Assert.Equal("\"2026-03-01T10:00:00Z\"", Write("DateTime", new DateTime(2026, 3, 1, 10, 0, 0, DateTimeKind.Unspecified)));

    [Fact]
    public void Each_scalar_of_the_profile_says_where_it_is_specified() => Assert.All(
        Jim.GraphQL.Types.Scalars.All.Except(Jim.GraphQL.Types.Scalars.Specification).Where(s => s.Name != "Upload"),
        s => Assert.StartsWith("https://scalars.graphql.org/chillicream/", s.SpecifiedBy, StringComparison.Ordinal));

    private static ScalarCoercion Scalar(string name) =>
        Jim.GraphQL.Types.Scalars.TryGet(name, out var scalar) ? scalar.Coercion : throw new ArgumentException(name);

    private static string Write(string name, object value)
    {
        using var output = new JsonBuffer();
        Assert.True(Scalar(name).TryWrite(value, output));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
