using System.Text;

namespace Jim.House.Tests;

/// <summary>
/// Blanks comments, characters and the inside of strings, so that the rules see code alone. Holes of interpolated strings are blanked with
/// their string; line breaks stay.
/// </summary>
internal static class CodeOnly
{
    public static string Of(string text)
    {
        var code = new StringBuilder(text);
        for (var at = 0; at < text.Length;)
        {
            var end = EndOfOpaque(text, at);
            if (end == at)
            {
                at++;
                continue;
            }

            for (; at < end; at++)
            {
                if (text[at] is not ('\n' or '"'))
                {
                    code[at] = ' ';
                }
            }
        }

        return code.ToString();
    }

    /// <summary>
    /// Where the comment or literal that begins at <paramref name="at"/> ends; <paramref name="at"/> itself where none begins.
    /// </summary>
    private static int EndOfOpaque(string text, int at)
    {
        var rest = text.AsSpan(at);
        return rest switch
        {
            ['/', '/', ..] => After(text, at, "\n", 0),
            ['/', '*', ..] => After(text, at + 2, "*/", 2),
            ['"', '"', '"', ..] => EndOfRaw(text, at),
            ['@', '"', ..] or ['$', '@', '"', ..] or ['@', '$', '"', ..] => EndOfVerbatim(text, text.IndexOf('"', at) + 1),
            ['"', ..] => EndOfQuoted(text, at + 1, '"'),
            ['\'', ..] => EndOfQuoted(text, at + 1, '\''),
            _ => at,
        };
    }

    private static int After(string text, int from, string mark, int length)
    {
        var found = text.IndexOf(mark, from, StringComparison.Ordinal);
        return found < 0 ? text.Length : found + length;
    }

    private static int EndOfRaw(string text, int at)
    {
        var quotes = at;
        while (quotes < text.Length && text[quotes] == '"')
        {
            quotes++;
        }

        return After(text, quotes, new string('"', quotes - at), quotes - at);
    }

    private static int EndOfVerbatim(string text, int at)
    {
        while (at < text.Length)
        {
            if (text[at++] != '"')
            {
                continue;
            }

            if (at >= text.Length || text[at] != '"')
            {
                return at;
            }

            at++;
        }

        return at;
    }

    private static int EndOfQuoted(string text, int at, char quote)
    {
        for (; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == quote)
            {
                return at + 1;
            }
        }

        return at;
    }
}
