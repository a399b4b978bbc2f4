using System.Globalization;

namespace Jim.Platform.Tests.Files;

/// <summary>Names that make trouble on some file system: each is one that the table of files takes.</summary>
internal static class HostileNames
{
    private static readonly string[] bad =
    [
        "..", ".", "...", ". .", " ", "CON", "con.txt", "Con .txt", "NUL.tar.gz", "COM1", "lpt9.doc", "aux", "a.", "a ", "a. .", " a",
        "a\tb", "a\nb", "a\u0001b", "a<b>c", "a:b", "a|b?c*d", "\"quoted\"", "'; drop table x; --", "$(id)", "`id`", "-rf", "~",
        "~root", "%2e%2e", "a\u202Etxt.exe", "\u200B", "a\u200Db", ".jim-target", ".versions", ".trash", ".jim-tmp", ".htaccess",
        "Thumbs.db", "desktop.ini", "\u00e9", "e\u0301", "E\u0301", "\uAC00", "\u1100\u1161", "\u212A", "k", "K", "\u0130", "i", "I",
        "\u0131", "\u00DF", "ss", "SS", "\uFB01", "fi", "\U0001F469\u200D\U0001F4BB", "\U0001F469\U0001F4BB", "\u0958",
        "\u0915\u093C",
    ];

    /// <summary>The same ones each time: the bad ones in all cases of letters, some twice, and long ones of all lengths of characters.</summary>
    public static IReadOnlyList<string> Make(int count)
    {
        var made = new List<string>();
        for (var i = 0; made.Count < count; i++)
        {
            var name = bad[i % bad.Length];
            made.Add((i / bad.Length % 6) switch
            {
                0 or 1 => name, // twice: the second one has a name in use
                2 => name.ToUpperInvariant(),
                3 => string.Concat(Enumerable.Repeat(name, 1 + (i % 40))),
                4 => new string('x', 200 + (i % 55)) + name,
                _ => string.Create(CultureInfo.InvariantCulture, $"{name}{i}.txt"),
            });
            made[^1] = Cut(made[^1]);
        }

        return made;
    }

    /// <summary>The table takes 255 characters.</summary>
    private static string Cut(string name)
    {
        var cut = new StringBuilder();
        foreach (var rune in name.EnumerateRunes().Take(255))
        {
            cut.Append(rune.ToString());
        }

        return cut.ToString();
    }
}
