namespace Jim.House.Tests.Deploy;

/// <summary>
/// Reads what <c>docker-compose config</c> prints: mappings and sequences by indentation, plain or quoted scalars, folded over lines. Not YAML at large.
/// </summary>
internal sealed class Yaml
{
    private readonly List<(int Indent, string Text)> _lines;
    private int _at;

    private Yaml(string text) => _lines = [.. Unfold(text)];

    /// <summary>Nested <see cref="Dictionary{TKey, TValue}"/> of string and object, <see cref="List{T}"/> of object, string.</summary>
    public static Dictionary<string, object> Parse(string text) => (Dictionary<string, object>)new Yaml(text).Block(0);

    private static IEnumerable<(int Indent, string Text)> Unfold(string text)
    {
        (int Indent, string Text)? held = null;
        foreach (var line in text.Split('\n').Where(l => l.Trim().Length > 0))
        {
            var trimmed = line.TrimStart();
            var begins = trimmed.StartsWith("- ", StringComparison.Ordinal) || IsEntry(trimmed);
            if (held is { } before && !begins)
            {
                held = (before.Indent, $"{before.Text} {trimmed}");
                continue;
            }

            if (held is { } done)
            {
                yield return done;
            }

            held = (line.Length - trimmed.Length, trimmed);
        }

        if (held is { } last)
        {
            yield return last;
        }
    }

    private static bool IsEntry(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && (colon == text.Length - 1 || text[colon + 1] == ' ') && text.AsSpan(0, colon).IndexOfAny(" \"'$") < 0;
    }

    private object Block(int indent)
    {
        if (_lines[_at].Text.StartsWith("- ", StringComparison.Ordinal))
        {
            var items = new List<object>();
            for (; _at < _lines.Count && _lines[_at].Indent == indent && _lines[_at].Text.StartsWith("- ", StringComparison.Ordinal);)
            {
                items.Add(Item(indent));
            }

            return items;
        }

        var entries = new Dictionary<string, object>();
        while (_at < _lines.Count && _lines[_at].Indent == indent && !_lines[_at].Text.StartsWith("- ", StringComparison.Ordinal))
        {
            var (name, value) = Split(_lines[_at++].Text);
            entries[name] = value.Length > 0 ? Scalar(value) : Nested(indent);
        }

        return entries;
    }

    private object Item(int indent)
    {
        var rest = _lines[_at].Text[2..];
        if (!IsEntry(rest))
        {
            _at++;
            return Scalar(rest);
        }

        _lines[_at] = (indent + 2, rest);
        return Block(indent + 2);
    }

    /// <summary>The block below an entry. A sequence may stand at the entry's own indentation.</summary>
    private object Nested(int indent)
    {
        if (_at == _lines.Count)
        {
            return string.Empty;
        }

        var (next, text) = _lines[_at];
        return next > indent || (next == indent && text.StartsWith("- ", StringComparison.Ordinal)) ? Block(next) : string.Empty;
    }

    private static (string Name, string Value) Split(string entry)
    {
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        return (entry[..colon], entry[(colon + 1)..].Trim());
    }

    private static string Scalar(string text) => text is ['\'' or '"', .., '\'' or '"'] ? text[1..^1] : text;
}
