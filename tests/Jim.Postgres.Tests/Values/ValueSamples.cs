using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Tests.Values;

/// <summary>Random and extreme values of every type, as Postgres reads them.</summary>
internal static partial class ValueSamples
{
    private const string Letters = "abcXYZ019 _%\\\"'{}(),;:/\t\n\u0001\u007féß\u2028日本😀𝒳";

    public const string TypesSql =
        """
        create extension citext;
        create extension hstore;
        create extension ltree;
        create type feeling as enum ('glad', 'in between', 'null', 'Ünder');
        create type place as (street text, number int);
        create domain price as numeric(12, 2);
        create domain mail as citext;
        create domain words as text[];
        create type floatrange as range (subtype = float8);
        """;

    private static readonly Dictionary<string, Func<Random, string>> makers = new(StringComparer.Ordinal)
    {
        ["bool"] = r => Pick(r, "true", "false"),
        ["int2"] = r => Whole(r, short.MinValue, short.MaxValue),
        ["int4"] = r => Whole(r, int.MinValue, int.MaxValue),
        ["int8"] = r => Whole(r, long.MinValue, long.MaxValue),
        ["float4"] = r => Float(r, 38, "3.4028235e38", "1e-45", "-0", "16777217", "0.1"),
        ["float8"] = r => Float(r, 308, "1.7976931348623157e308", "5e-324", "-0", "9007199254740993", "0.1", "1e-7"),
        ["numeric"] = r => Pick(
            r, () => Digits(r, 200), () => Digits(r, 5), () => "NaN", () => "Infinity", () => "-Infinity", () => "0.000",
            () => $"1e{r.Next(30, 1000)}", () => $"-{BigInteger.Pow(2, 256) - 1}"),
        ["numeric(78,0)"] = r => Pick(r, () => (BigInteger.Pow(2, 256) - r.Next()).ToString(CultureInfo.InvariantCulture), () => "NaN"),
        ["numeric(12,2)"] = r => $"{r.Next(-999999999, 999999999)}.{r.Next(100):00}",
        ["price"] = r => $"{r.Next(-9999, 9999)}.{r.Next(10)}",
        ["text"] = Text,
        ["varchar"] = Text,
        ["varchar(40)"] = Text,
        ["bpchar"] = Text,
        ["char(40)"] = Text,
        ["name"] = Text,
        ["citext"] = Text,
        ["mail"] = Text,
        ["\"char\""] = r => ((char)r.Next(33, 127)).ToString(),
        ["uuid"] = r => Guid(r).ToString(),
        ["timestamptz"] = r => Pick(r, () => $"{Day(r, 294_276)} {Clock(r)}+00", () => $"{Day(r, 4713)} {Clock(r)}+00 BC", () => Pick(
            r, "infinity", "-infinity", "4714-11-24 00:00:00+00 BC", "294276-12-31 23:59:59.999999+00",
            "9999-12-31 23:59:59.999999+00", "10000-01-01 00:00:00+00", "0001-01-01 00:00:00+00", "0001-12-31 23:59:59.999999+00 BC")),
        ["timestamptz(0)"] = r => $"{Day(r, 9999)} {Clock(r)}+00",
        ["timestamp"] = r => Pick(r, () => $"{Day(r, 294_276)} {Clock(r)}", () => $"{Day(r, 4713)} {Clock(r)} BC", () => Pick(
            r, "infinity", "-infinity", "4714-11-24 00:00:00 BC", "294276-12-31 23:59:59.999999", "9999-12-31 00:00:00")),
        ["date"] = r => Pick(r, () => Day(r, 5_874_897), () => $"{Day(r, 4713)} BC", () => Pick(
            r, "infinity", "-infinity", "4714-11-24 BC", "5874897-12-31", "9999-12-31", "10000-01-01", "0001-01-01", "0001-12-31 BC",
            "0005-02-28 BC", "0001-02-29 BC")),
        ["time"] = r => Pick(r, () => Clock(r), () => Pick(r, "24:00:00", "00:00:00", "23:59:59.999999")),
        ["timetz"] = r => Pick(
            r, () => $"{Clock(r)}{(r.Next(2) == 0 ? "+" : "-")}{r.Next(15):00}:{r.Next(60):00}", () => "24:00:00-15:59:59"),
        ["interval"] = r => Pick(
            r, () => Interval(r), () => Interval(r),
            () => Pick(
                r, "0", "1 mon", "30 days", "720 hours", "-1 mons +2 days -00:00:03.5", "178956970 years 7 mons",
                "-178956970 years -8 mons",
                "2147483647 days", "-2147483648 days", "2562047788:00:54.775807", "-2562047788:00:54.775807")),
        ["bytea"] = r => $"\\x{Convert.ToHexString(Bytes(r))}",
        ["jsonb"] = Json,
        ["json"] = Json,
        ["inet"] = r => Pick(
            r, () => $"{Byte(r)}.{Byte(r)}.{Byte(r)}.{Byte(r)}/{r.Next(33)}", () => $"{r.Next(65536):x}::{r.Next(65536):x}"),
        ["cidr"] = r => $"{Byte(r)}.{Byte(r)}.0.0/{r.Next(16, 33)}",
        ["macaddr"] = r => Convert.ToHexString(Bytes(r, 6)),
        ["macaddr8"] = r => Convert.ToHexString(Bytes(r, 8)),
        ["bit(8)"] = r => Convert.ToString(r.Next(256), 2).PadLeft(8, '0'),
        ["varbit"] = r => string.Concat(Enumerable.Range(0, r.Next(70)).Select(_ => r.Next(2))),
        ["money"] = r => $"{r.NextInt64(-9_000_000_000_000, 9_000_000_000_000)}.{r.Next(100):00}",
        ["oid"] = r => r.NextInt64(uint.MaxValue).ToString(CultureInfo.InvariantCulture),
        ["xid8"] = r => r.NextInt64().ToString(CultureInfo.InvariantCulture),
        ["pg_lsn"] = r => $"{r.Next():X}/{r.Next():X}",
        ["tid"] = r => $"({r.Next()},{r.Next(1, 1000)})",
        ["tsvector"] = r => $"'w{r.Next(99)}':{r.Next(1, 99)}A 'it''s' z",
        ["tsquery"] = r => $"'w{r.Next(99)}' & !('x' | 'it''s':*)",
        ["xml"] = r => $"<a b=\"{r.Next()}\">é&amp;<c/></a>",
        ["point"] = r => $"({Double(r)}, {Double(r)})",
        ["box"] = r => $"({Byte(r)},{Byte(r)}),({Double(r)},{Byte(r)})",
        ["circle"] = r => $"<({Byte(r)},{Double(r)}),{Byte(r)}>",
        ["jsonpath"] = r => $"$.a[*] ? (@.b > {r.Next()})",
        ["hstore"] = r => $"b=>{r.Next()}, a=>NULL",
        ["ltree"] = r => $"Top.x{r.Next()}.y",
        ["int4range"] = r => Pick(r, () => Range(r, () => Whole(r, -1000, 1000)), () => "empty", () => "(,)"),
        ["numrange"] = r => Range(r, () => $"{r.Next(1000)}.{r.Next(10)}0"),
        ["floatrange"] = r => Range(r, () => Double(r)),
        ["daterange"] = r => Pick(r, () => Range(r, () => Day(r, 12000)), () => "[2026-01-01,infinity]", () => "empty"),
        ["tstzrange"] = r => Range(r, () => $"{Day(r, 9999)} {Clock(r)}+00"),
        ["int4multirange"] = r => Pick(r, () => $"{{{Range(r, () => Whole(r, -99, 99))}, [200,300]}}", () => "{}"),
        ["nummultirange"] = r => $"{{[{r.Next(9)}.50, {r.Next(10, 99)})}}",
        ["place"] = r => $"(\"{(r.Next(2) == 0 ? "a \"\"b\"\"" : "")}\",{r.Next()})",
        ["feeling"] = r => Pick(r, "glad", "in between", "null", "Ünder"),
    };

    /// <summary>Types that have no index of their own order and so cannot be a key, or one by operators of other names (hstore).</summary>
    private static readonly HashSet<string> withoutKey =
    [
        "json", "xml", "point", "box", "circle", "jsonpath", "hstore", "json[]", "xml[]", "point[]", "box[]", "circle[]", "jsonpath[]",
        "hstore[]", "words[]",
    ];

    /// <summary>The names of all types as SQL, arrays included.</summary>
    public static IEnumerable<string> Names =>
        [.. makers.Keys, .. makers.Keys.Select(k => $"{k}[]"), "words[]"];

    public static bool CanBeKey(string type) => !withoutKey.Contains(type);

    /// <summary>Distinct texts of values; fewer where the type has not so many.</summary>
    public static IReadOnlyList<string> Make(string type, Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => MakeOne(type, random)).Distinct(StringComparer.Ordinal)];

    private static string MakeOne(string type, Random random)
    {
        if (type == "words[]")
        {
            return $$"""{"{{{random.Next()}},x}",NULL}""";
        }

        if (!type.EndsWith("[]", StringComparison.Ordinal))
        {
            return makers[type](random);
        }

        var items = Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(5) == 0 ? null : makers[type[..^2]](random));
        var text = ArrayText.Format(items);
        return type == "box[]" ? BetweenBoxes().Replace(text, ";") : text;
    }

    /// <summary>The commas between items; those inside of a box stand between digits or parentheses.</summary>
    [GeneratedRegex("(?<=[\"L]),(?=[\"N])")]
    private static partial Regex BetweenBoxes();

    private static string Pick(Random r, params string[] texts) => texts[r.Next(texts.Length)];

    private static string Pick(Random r, params Func<string>[] makers) => makers[r.Next(makers.Length)]();

    private static string Whole(Random r, long least, long most) => Pick(
        r, () => r.NextInt64(least, most).ToString(CultureInfo.InvariantCulture),
        () => r.Next(-9, 9).ToString(CultureInfo.InvariantCulture),
        () => least.ToString(CultureInfo.InvariantCulture), () => most.ToString(CultureInfo.InvariantCulture));

    private static string Float(Random r, int exponent, params string[] extremes) => Pick(
        r, () => Pick(r, extremes),
        () => string.Create(CultureInfo.InvariantCulture, $"{Double(r)}e{r.Next(-exponent + 8, exponent - 8)}"), () => Double(r));

    private static string Double(Random r) => (r.NextDouble() - 0.5).ToString("R", CultureInfo.InvariantCulture);

    private static string Digits(Random r, int most)
    {
        string Some() => string.Concat(Enumerable.Range(0, r.Next(1, most)).Select(_ => r.Next(10)));
        return $"{(r.Next(2) == 0 ? "-" : "")}{Some()}.{Some()}";
    }

    private static string Text(Random r)
    {
        var runes = Letters.EnumerateRunes().ToList();
        return Pick(
            r, () => string.Concat(Enumerable.Range(0, r.Next(1, 12)).Select(_ => runes[r.Next(runes.Count)].ToString())),
            () => Pick(r, "", " ", "NULL", "null", "a  ", "  a", "A", "a", "{}", "\\", "infinity"));
    }

    private static string Json(Random r) => Pick(
        r, () => $$"""{"a": 1{{Digits(r, 300).TrimStart('-')}}, "😀": [-0.0, 1e5, "\"é\n"]}""",
        () => $"[{r.NextInt64(long.MaxValue)}, 0.{r.NextInt64(long.MaxValue)}, null, {{}}, []]", () => $"{r.Next()}",
        () => $"\"{r.Next()}\"", () => "true", () => "{\"b\":1,  \"a\":2}");

    private static string Day(Random r, int yearMax) =>
        $"{(r.Next(2) == 0 ? r.Next(1, 2500) : r.Next(1, yearMax + 1)):0000}-{r.Next(1, 13):00}-{r.Next(1, 29):00}";

    private static string Clock(Random r) => $"{r.Next(24):00}:{r.Next(60):00}:{r.Next(60):00}.{r.Next(1_000_000):000000}";

    private static string Interval(Random r) =>
        $"{r.Next(-5000, 5000)} mons {r.Next(-5000, 5000)} days {r.NextInt64(-9_000_000_000_000, 9_000_000_000_000)} microseconds";

    private static string Range(Random r, Func<string> bound)
    {
        var (a, b) = (bound(), bound());
        var text = $"{(r.Next(2) == 0 ? '[' : '(')}{{0}},{{1}}{(r.Next(2) == 0 ? ']' : ')')}";
        var inOrder = Compare(a, b) <= 0;
        return string.Format(CultureInfo.InvariantCulture, text, inOrder ? a : b, inOrder ? b : a);
    }

    private static int Compare(string a, string b) =>
        double.TryParse(a, CultureInfo.InvariantCulture, out var x) && double.TryParse(b, CultureInfo.InvariantCulture, out var y)
            ? x.CompareTo(y)
            : (a.IndexOf('-', StringComparison.Ordinal), a).CompareTo((b.IndexOf('-', StringComparison.Ordinal), b));

    private static int Byte(Random r) => r.Next(256);

    private static byte[] Bytes(Random r) => Bytes(r, r.Next(40));

    private static byte[] Bytes(Random r, int count)
    {
        var bytes = new byte[count];
        r.NextBytes(bytes);
        return bytes;
    }

    private static Guid Guid(Random r) => new(Bytes(r, 16));
}
