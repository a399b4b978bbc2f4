using System.Text.RegularExpressions;

namespace Jim.Postgres.Catalog;

/// <summary>
/// A comment of the database in two parts: the words that steer Jim, which are its first lines as long as they begin with <c>@word</c>
/// (one line may have several words), and the rest, which is the description that clients see.
/// </summary>
/// <param name="Tags">What follows each word, by the word without <c>@</c>; empty where nothing follows.</param>
/// <param name="Description">Null where nothing is left.</param>
internal sealed partial record Steering(ImmutableDictionary<string, string> Tags, string? Description)
{
    private static readonly Steering None = new(ImmutableDictionary<string, string>.Empty, null);

    public static Steering Parse(string? comment)
    {
        if (string.IsNullOrWhiteSpace(comment))
        {
            return None;
        }

        var tags = None.Tags.ToBuilder();
        var lines = comment.Trim().ReplaceLineEndings("\n").Split('\n');
        var line = 0;
        for (; line < lines.Length && Line().IsMatch(lines[line]); line++)
        {
            foreach (Match word in Word().Matches(lines[line]))
            {
                tags[word.Groups[1].Value] = word.Groups[2].Value.Trim();
            }
        }

        var description = string.Join('\n', lines[line..]).Trim();
        return new Steering(tags.ToImmutable(), description.Length == 0 ? null : description);
    }

    /// <summary>
    /// The reason that <c>@deprecated</c> gives, or the specification's default where it gives none; null: it is not deprecated.
    /// </summary>
    public static string? Deprecation(ImmutableDictionary<string, string> tags) =>
        tags.TryGetValue("deprecated", out var reason) ? reason.Length > 0 ? reason : "No longer supported" : null;

    /// <summary>
    /// True where the tags of a comment leave <paramref name="what"/> out: <c>@omit</c> alone leaves out everything, with words after it
    /// (divided by spaces or commas) only what they name.
    /// </summary>
    public static bool Omits(ImmutableDictionary<string, string> tags, string what) =>
        tags.TryGetValue("omit", out var list)
            && (list.Length == 0 || list.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Contains(what));

    [GeneratedRegex(@"^\s*@[A-Za-z]")]
    private static partial Regex Line();

    [GeneratedRegex(@"(?<=^|\s)@([A-Za-z]+)((?:(?!\s@[A-Za-z]).)*)")]
    private static partial Regex Word();
}
