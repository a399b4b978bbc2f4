using System.Globalization;
using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>Writes text as a string literal (spec 2.10.4). <see cref="StringValue"/> does the reverse.</summary>
internal static class StringLiteral
{
    private const int SingleLineMax = 70;

    /// <summary>
    /// A string in single quotation marks. Quotation marks, backslashes and control characters are escaped, and nothing else.
    /// </summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' or (>= '\x7f' and <= '\x9f') => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }

    /// <summary>
    /// A block string with lines separated by LF, which the caller indents. A short text of one line stays on the line of the quotation
    /// marks if that does not change its value.
    /// </summary>
    public static string FormatBlock(string value)
    {
        var escaped = value.Replace("\"\"\"", "\\\"\"\"", StringComparison.Ordinal);
        var lines = escaped.Split(["\r\n", "\n", "\r"], StringSplitOptions.None);

        // A reader removes the indentation that all lines except the first have in common. An empty first line makes it keep the
        // indentation of this text.
        var firstLineAlone = lines.Length > 1 && lines.Skip(1).All(l => l.Length == 0 || IsBlank(l[0]));
        var endsWithQuotes = escaped.EndsWith("\\\"\"\"", StringComparison.Ordinal);
        var lastLineAlone = (value.EndsWith('"') && !endsWithQuotes) || value.EndsWith('\\');
        var several = lines.Length > 1 || value.Length > SingleLineMax || lastLineAlone || firstLineAlone || endsWithQuotes;
        var keepFirst = lines.Length == 1 && value.Length > 0 && IsBlank(value[0]);
        var before = (several && !keepFirst) || firstLineAlone ? "\n" : "";
        var after = several || lastLineAlone ? "\n" : "";
        return $"\"\"\"{before}{string.Join('\n', lines)}{after}\"\"\"";
    }

    private static bool IsBlank(char c) => c is ' ' or '\t';
}
