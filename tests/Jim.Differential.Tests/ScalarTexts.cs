namespace Jim.Differential.Tests;

/// <summary>Values of the scalars as JSON texts, and what is nearly one.</summary>
public static class ScalarTexts
{
    private static readonly Dictionary<string, string[]> Right = new()
    {
        ["Int"] = ["0", "1", "-1", "7", "2147483647", "-2147483648"],
        ["Short"] = ["0", "32767", "-32768"],
        ["Long"] = ["0", "-7", "9007199254740991", "4611686018427387904"],
        ["Float"] = ["0", "1.5", "-0.25", "1e10", "3"],
        ["Decimal"] = ["0", "1.50", "-79.25", "12345678901234567"],
        ["String"] = ["\"\"", "\"text\"", "\"größer 😀\"", "\"\\u00e9 \\\" \\\\ \\n\"", "\"# no comment { ) ...\""],
        ["ID"] = ["\"id\"", "\"\"", "12"],
        ["Boolean"] = ["true", "false"],
        ["UUID"] = ["\"6f1c1d4e-0000-4000-8000-00000000000a\"", "\"6F1C1D4E-AAAA-4000-8000-00000000000A\""],
        ["DateTime"] = ["\"2026-03-01T10:00:00Z\"", "\"2026-03-01T10:00:00.123456789+05:30\"", "\"2024-02-29T23:59:59.5-14:00\""],
        ["LocalDate"] = ["\"2024-02-29\"", "\"2026-12-31\""],
        ["LocalTime"] = ["\"00:00:00\"", "\"23:59:59.1234567\""],
        ["Duration"] = ["\"P1DT2H30M\"", "\"-PT0.5S\"", "\"P2W\""],
        ["Base64String"] = ["\"\"", "\"aGVsbG8=\""],
        ["URI"] = ["\"https://example.org/a?b#c\"", "\"relative\""],
        ["Any"] = ["null", "1", "1.5", "\"text\"", "true", "[]", "[1, [\"a\"]]", "{}", "{\"a\": {\"b\": null}}"],
    };

    /// <summary>Wrong for some scalar, right for another.</summary>
    public static IReadOnlyList<string> Odd { get; } =
    [
        "null", "0", "-1", "1.5", "1e400", "32768", "2147483648", "9223372036854774784", "-9223372036854775808", "1e30", "true",
        "[]", "[1]", "[[1]]", "{}", "{\"a\": 1}", "\"\"", "\"text\"", "\"1\"", "\"2026-02-30\"", "\"2026-03-01T10:00:00\"",
        "\"2026-03-01T24:00:00Z\"", "\"23:59\"", "\"P\"", "\"P1H\"", "\"aGVsbG8\"",
        "\"6f1c1d4e-0000-4000-8000-00000000000\"", "\"6f1c1d4e-0000-4000-8000-00000000000g\"",
    ];

    public static IReadOnlyList<string> Of(string scalar) =>
        Right.GetValueOrDefault(scalar) ?? (scalar == "Upload" ? Odd : Right["Any"]);
}
