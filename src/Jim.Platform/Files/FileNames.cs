using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Jim.Platform.Files;

/// <summary>Makes a name that every file system and every header accepts from whatever a client declares.</summary>
public static class FileNames
{
    private const int BytesMax = 255;
    private const int ExtensionBytesMax = 32;

    private static readonly FrozenSet<string> WindowsDevices = new[] { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$" }
        .Concat(Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" }))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The last part of the declared path, without control and direction characters, not reserved on Windows, at most 255 bytes of UTF-8
    /// (cut between characters, the extension kept). Postgres normalises its Unicode form: .NET needs ICU for that, which the server does
    /// not have.
    /// </summary>
    /// <exception cref="GraphQLException">JIM_FILE_NAME: nothing is left.</exception>
    public static string Safe(string? declared) => Find(LastPart(declared ?? string.Empty)) ?? throw FileErrors.Name();

    /// <summary>The same for a part of a path that may have any name; what separates parts is no part of it.</summary>
    public static string SafePart(string name) => Find(name.Replace('/', '_').Replace('\\', '_')) ?? "_";

    /// <summary>The name with <paramref name="suffix"/> before its extension, still at most 255 bytes.</summary>
    public static string Suffixed(string name, string suffix)
    {
        var extension = KeptExtension(name);
        return Cut(name[..^extension.Length], BytesMax - suffix.Length - Encoding.UTF8.GetByteCount(extension)).TrimEnd(' ', '.')
            + suffix + extension;
    }

    private static string? Find(string part)
    {
        var name = Cleaned(part).Trim().TrimEnd('.', ' ');
        return name.Length == 0 ? null : Shortened(WindowsDevices.Contains(name.Split('.')[0].TrimEnd()) ? "_" + name : name);
    }

    private static string LastPart(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    private static string Cleaned(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || IsInvisible(rune))
            {
                continue;
            }

            clean.Append(rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' ? "_" : rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>Control, direction and line characters; the joiners inside emoji and scripts stay.</summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => true,
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D),
        _ => false,
    };

    private static string Shortened(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= BytesMax)
        {
            return name;
        }

        var kept = KeptExtension(name);
        return Cut(name[..^kept.Length], BytesMax - Encoding.UTF8.GetByteCount(kept)).TrimEnd(' ', '.') + kept;
    }

    private static string KeptExtension(string name) =>
        Path.GetExtension(name) is var extension && Encoding.UTF8.GetByteCount(extension) <= ExtensionBytesMax ? extension : string.Empty;

    private static string Cut(string text, int bytes)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }
}
