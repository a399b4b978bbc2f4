using System.Globalization;
using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>String values as literals (spec 2.10.4): the reverse of <see cref="StringValue"/>.</summary>
internal static class StringLiteral
{
    private const int SingleLineMax = 70;

    /// <summary>A quoted string; control characters are escaped, all else stands as it is.</summary>
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
    /// A block string, its lines apart by LF and not indented yet; on one line where it is short and nothing would be lost.
    /// </summary>
    public static string FormatBlock(string value)
    {
        var escaped = value.Replace("\"\"\"", "\\\"\"\"", StringComparison.Ordinal);
        var lines = escaped.Split(["\r\n", "\n", "\r"], StringSplitOptions.None);

        // Indentation that all lines but the first share would be taken away: a first line that is empty keeps it.
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
