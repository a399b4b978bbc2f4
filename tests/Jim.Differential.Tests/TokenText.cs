using System.Text.RegularExpressions;

namespace Jim.Differential.Tests;

/// <summary>A document cut into tokens, each with the space before it. Neither side's lexer: it must cut what they refuse.</summary>
public static partial class TokenText
{
    private static readonly string[] More =
    [
        "{", "}", "(", ")", "[", "]", ":", "$", "!", "=", "@", "|", "&", "...", "on", "null", "0", "-1", "1.", "01", "\"", "\"s\"", "{}",
        "..", "#", "\u00e9",
    ];

    public static List<string> Cut(string document) => [.. Token().Matches(document).Select(m => m.Value)];

    /// <summary>One or two tokens taken away, doubled, swapped, replaced or put in.</summary>
    public static string Mutate(string document, Draw draw)
    {
        var tokens = Cut(document);
        for (var i = 1 + draw.Below(2); i > 0 && tokens.Count > 1; i--)
        {
            var at = draw.Below(tokens.Count - 1);
            switch (draw.Below(6))
            {
                case 0:
                    tokens.RemoveAt(at);
                    break;
                case 1:
                    tokens.Insert(at, tokens[at]);
                    break;
                case 2:
                    (tokens[at], tokens[at + 1]) = (tokens[at + 1], tokens[at]);
                    break;
                case 3:
                    tokens[at] = " " + draw.Pick(More);
                    break;
                case 4:
                    tokens.Insert(at, " " + draw.Pick(More));
                    break;
                default:
                    tokens[at] = draw.Pick(tokens);
                    break;
            }
        }

        return string.Concat(tokens);
    }

    [GeneratedRegex("""[\s,]*("{3}(?:\\"{3}|[\s\S])*?"{3}|"(?:\\.|[^"\\\n])*"|[_A-Za-z]\w*|-?\d[\w.+-]*|\.\.\.|\S|$)""")]
    private static partial Regex Token();
}
