using System.Globalization;

namespace Jim.Data.Seeding;

/// <summary>Words for the seeded rows, drawn by number: the same number always reads the same.</summary>
internal static class SeedText
{
    private static readonly string[] FirstNames =
    [
        "Ada", "Bruno", "Chloé", "Dmitri", "Elena", "Farid", "Greta", "Hugo",
        "Inès", "Jonas", "Katja", "Luc", "Mina", "Noah", "Olga", "Paul",
    ];

    private static readonly string[] LastNames =
    [
        "Arnaud", "Becker", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia",
        "Hansen", "Ivanova", "Jansen", "Keller", "Lambert", "Moreau",
    ];

    private static readonly string[] Subjects =
    [
        "Budget", "Contract", "Inspection report", "Meeting notes", "Offer",
        "Project plan", "Quality audit", "Site survey", "Travel expenses",
    ];

    private static readonly string[] Cities =
    [
        "Lyon", "Paris", "Lille", "Nantes", "Brest",
        "Berlin", "Hamburg", "Zürich", "Oslo", "Madrid",
    ];

    private static readonly string[] Streets = ["Rue de la République", "Hauptstraße", "Station Road", "Calle Mayor", "Storgata"];

    private static readonly string[] Countries = ["FR", "DE", "CH", "NO", "ES"];

    private static readonly string[] Languages = ["fr", "en", "de"];

    private static readonly string[] Labels =
    [
        "urgent", "internal", "client", "legal", "finance",
        "field", "archive", "translation", "2026", "draft",
    ];

    public static string Name(int n) => n switch
    {
        1 => "Alice Arden",
        2 => "Bob Brook",
        3 => "Carol Castle",
        4 => "service-account-jim-service",
        _ => $"{Pick(FirstNames, n, 1)} {Pick(LastNames, n, 2)}",
    };

    public static string? Email(int n) => n switch
    {
        1 => "alice@example.com",
        2 => "bob@example.com",
        3 => "carol@example.com",
        4 => null,
        _ => string.Create(CultureInfo.InvariantCulture, $"user{n}@example.com"),
    };

    public static string Profile(int n) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"city": "{{Pick(Cities, n, 3)}}", "locale": "{{Pick(Languages, n, 4)}}", "theme": "{{(n % 3 == 0 ? "dark" : "light")}}"}""");

    public static string GroupName(int n) => n switch
    {
        1 => "Alpha",
        2 => "Beta",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Pick(Cities, n, 5)} team {n}"),
    };

    public static string Title(int n) => string.Create(CultureInfo.InvariantCulture, $"{Pick(Subjects, n, 6)} {Pick(Cities, n, 7)} {n}");

    /// <summary>A JSON object with a text, a number, a flag, a list and a nested object.</summary>
    public static string Meta(int n) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"lang": "{{{Pick(Languages, n, 8)}}}", "pages": {{{1 + Draw(n, 9) % 300}}}, "confidential": {{{(n % 7 == 0 ? "true" : "false")}}},
         "rating": {{{Draw(n, 10) % 50 / 10.0:0.0}}}, "labels": ["{{{Pick(Labels, n, 11)}}}", "{{{Pick(Labels, n + 1, 11)}}}"],
         "address": {"street": "{{{Pick(Streets, n, 12)}}} {{{1 + Draw(n, 13) % 200}}}",
                     "city": "{{{Pick(Cities, n, 14)}}}", "country": "{{{Pick(Countries, n, 15)}}}",
                     "geo": {"lat": {{{40 + Draw(n, 16) % 2000 / 100.0:0.00}}}, "lon": {{{Draw(n, 17) % 2000 / 100.0:0.00}}} } } }
        """);

    /// <summary>A number that looks random and is always the same (splitmix64).</summary>
    public static int Draw(int n, int salt)
    {
        var z = unchecked((((ulong)(uint)n << 8) + (ulong)salt) * 0x9E3779B97F4A7C15UL);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return (int)((z ^ (z >> 31)) & 0x7FFFFFFF);
    }

    private static string Pick(string[] words, int n, int salt) => words[Draw(n, salt) % words.Length];
}
