using System.Collections.Frozen;

namespace Jim.Platform.Files;

/// <summary>
/// Which media type a file has. The bytes decide; the declared type only refines what the bytes leave open (<c>text/plain</c> that is
/// really CSV, a zip that is really a spreadsheet), and never towards something that a browser would run.
/// </summary>
public static class ContentTypes
{
    public const string Binary = "application/octet-stream";
    public const string PlainText = "text/plain";
    private const string Zip = "application/zip";
    private const string CompoundFile = "application/x-ole-storage";

    private static readonly FrozenDictionary<string, string[]> Refinements = new Dictionary<string, string[]>
    {
        [PlainText] =
        [
            "text/csv", "text/markdown", "text/css", "text/tab-separated-values", "text/calendar", "text/vcard", "text/vtt",
            "text/javascript", "application/javascript", "application/json", "application/geo+json", "application/ld+json",
            "application/x-ndjson",
            "application/yaml", "application/toml", "application/sql", "application/rtf", "application/x-sh", "application/x-subrip",
        ],
        [Zip] =
        [
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.presentation", "application/epub+zip",
            "application/java-archive", "application/vnd.android.package-archive", "model/3mf",
        ],
        [CompoundFile] = ["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/vnd.ms-outlook"],
        ["text/xml"] =
        [
            "application/xml", "application/rss+xml", "application/atom+xml", "application/gpx+xml", "application/vnd.google-earth.kml+xml",
        ],
        ["video/mp4"] = ["audio/mp4", "video/quicktime", "video/x-m4v", "audio/x-m4a"],
        ["audio/ogg"] = ["video/ogg", "application/ogg"],
        ["video/webm"] = ["audio/webm", "video/x-matroska"],
        ["image/tiff"] = ["image/x-adobe-dng"],
    }.ToFrozenDictionary();

    /// <summary>What a browser may run in the origin that serves it: offered as an attachment only.</summary>
    private static readonly FrozenSet<string> Active = new[]
    {
        "text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "text/javascript", "application/javascript",
        "application/rss+xml", "application/atom+xml", "application/gpx+xml", "application/vnd.google-earth.kml+xml", "application/wasm",
        "application/x-shockwave-flash",
    }.ToFrozenSet();

    /// <summary>
    /// The type that the first bytes show, <see cref="PlainText"/> for UTF-8 or marked UTF-16 text, else <see cref="Binary"/>.
    /// </summary>
    public static string Sniff(ReadOnlySpan<byte> head) =>
        MagicNumbers.Find(head) ?? (TextSniffer.Find(head) ?? Binary);

    /// <summary>The type to serve: the sniffed one, refined by the declared one where the table allows it.</summary>
    public static string Effective(string sniffed, string? declared)
    {
        var claim = Normalized(declared);
        if (Refinements.TryGetValue(sniffed, out var finer) && finer.Contains(claim))
        {
            return claim;
        }

        return sniffed == Binary && IsUnknownBinary(claim) ? claim : sniffed;
    }

    /// <summary>True: never shown inside a page of the serving origin.</summary>
    public static bool IsActive(string type) => Active.Contains(type) || type.EndsWith("+xml", StringComparison.Ordinal);

    /// <summary>
    /// True when one of the patterns (<c>image/png</c>, <c>image/*</c>, <c>*/*</c>) covers the type; no patterns allow all.
    /// </summary>
    public static bool IsAllowed(string type, IReadOnlyCollection<string> patterns) =>
        patterns.Count == 0 || patterns.Any(p => Covers(p.ToLowerInvariant(), type));

    /// <summary>Throws <see cref="FileErrors.Type"/> where no pattern covers the type.</summary>
    public static void Check(string type, IReadOnlyCollection<string> patterns)
    {
        if (!IsAllowed(type, patterns))
        {
            throw FileErrors.Type(type);
        }
    }

    private static bool Covers(string pattern, string type) =>
        pattern is "*/*" or "*" || pattern == type
        || (pattern.EndsWith("/*", StringComparison.Ordinal) && type.StartsWith(pattern[..^1], StringComparison.Ordinal));

    /// <summary>
    /// True for a declared type that sniffing cannot recognise and that no browser runs: bytes without a known mark may keep it.
    /// </summary>
    private static bool IsUnknownBinary(string claim) =>
        (claim.StartsWith("application/", StringComparison.Ordinal) || claim.StartsWith("font/", StringComparison.Ordinal)
            || claim.StartsWith("model/", StringComparison.Ordinal))
        && !IsActive(claim) && !MagicNumbers.Knows(claim) && !Refinements.Values.Any(v => v.Contains(claim));

    private static string Normalized(string? declared)
    {
        var type = (declared ?? string.Empty).Split(';')[0].Trim().ToLowerInvariant();
        return type.Length is > 2 and <= 127 && type.Count(c => c == '/') == 1 && type.All(IsTokenCharacter) ? type : Binary;
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '+' or '-' or '_';
}
