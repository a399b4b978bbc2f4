using System.Text.RegularExpressions;

namespace Jim.Data.Migrations;

/// <summary>A statement of a script. <see cref="Line"/> counts from 1, at its first character.</summary>
internal sealed partial record ScriptStatement(string Text, int Line)
{
    /// <summary>Whether it is BEGIN, COMMIT or the like, which a migration may not contain.</summary>
    public bool EndsTransaction { get; } = TransactionControl().IsMatch(Text);

    /// <summary>
    /// The line in the script of a position in <see cref="Text"/>, as Postgres reports it: counted in characters from 1; 0 where unknown.
    /// </summary>
    public int GetLine(int position) => Line + Text.AsSpan(0, Math.Clamp(position - 1, 0, Text.Length)).Count('\n');

    [GeneratedRegex(
        @"^(begin|commit|rollback(?!\s+to)|abort|end|start\s+transaction|prepare\s+transaction)\b", RegexOptions.IgnoreCase)]
    private static partial Regex TransactionControl();
}

/// <summary>
/// Splits a script at its semicolons, so that each statement runs by itself and an error can name its line. The scanner skips whatever may
/// contain a semicolon: quotes, dollar quotes, comments (which nest) and <c>begin atomic … end</c> bodies.
/// </summary>
internal static partial class SqlScript
{
    public static IReadOnlyList<ScriptStatement> Split(string sql)
    {
        var statements = new List<ScriptStatement>();
        var (start, depth, line, counted) = (0, 0, 1, 0);
        void Add(int end)
        {
            line += sql.AsSpan(counted, start - counted).Count('\n');
            counted = start;
            if (end > start)
            {
                statements.Add(new(sql[start..end].TrimEnd(), line));
            }
        }

        for (var at = start = SkipBlank(sql, 0); at < sql.Length;)
        {
            var next = SkipHidden(sql, at);
            if (next > at)
            {
                at = next;
            }
            else if (Word().Match(sql, at) is { Success: true } word)
            {
                depth = CountDepth(depth, word.Value);
                at += word.Length;
            }
            else if (sql[at] == ';' && depth == 0)
            {
                Add(at);
                at = start = SkipBlank(sql, at + 1);
            }
            else
            {
                at++;
            }
        }

        Add(sql.Length);
        return statements;
    }

    // Only BEGIN ATOMIC bodies nest; inside one, CASE has its own END.
    private static int CountDepth(int depth, string word) => word.ToUpperInvariant() switch
    {
        "CASE" when depth > 0 => depth + 1,
        "END" when depth > 0 => depth - 1,
        // The only word with a blank in it: BEGIN ATOMIC.
        var words when words.EndsWith("ATOMIC", StringComparison.Ordinal) && words.Length > "ATOMIC".Length => depth + 1,
        _ => depth,
    };

    private static int SkipBlank(string sql, int at)
    {
        while (at < sql.Length)
        {
            if (char.IsWhiteSpace(sql[at]))
            {
                at++;
            }
            else if (SkipComment(sql, at) is var next && next > at)
            {
                at = next;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    // The position after a comment, a quoted text or a dollar quote that begins here; else the same position.
    private static int SkipHidden(string sql, int at)
    {
        if (SkipComment(sql, at) is var comment && comment > at)
        {
            return comment;
        }

        if (Quoted().Match(sql, at) is { Success: true } quoted)
        {
            return at + quoted.Length;
        }

        if (DollarTag().Match(sql, at) is not { Success: true } tag)
        {
            return at;
        }

        var close = sql.IndexOf(tag.Value, at + tag.Length, StringComparison.Ordinal);
        return close < 0 ? sql.Length : close + tag.Length;
    }

    private static int SkipComment(string sql, int at)
    {
        if (sql.AsSpan(at).StartsWith("--"))
        {
            var end = sql.IndexOf('\n', at);
            return end < 0 ? sql.Length : end + 1;
        }

        if (!sql.AsSpan(at).StartsWith("/*"))
        {
            return at;
        }

        for (var depth = 0; at < sql.Length; at++)
        {
            var rest = sql.AsSpan(at);
            depth += rest.StartsWith("/*") ? 1 : rest.StartsWith("*/") ? -1 : 0;
            at += rest.StartsWith("/*") || rest.StartsWith("*/") ? 1 : 0;
            if (depth == 0)
            {
                return at + 1;
            }
        }

        return sql.Length;
    }

    [GeneratedRegex(@"\G(?:[eE]'(?:[^'\\]|''|\\.)*(?:'|$)|'(?:[^']|'')*(?:'|$)|""(?:[^""]|"""")*(?:""|$))", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\G\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$")]
    private static partial Regex DollarTag();

    [GeneratedRegex(@"\G(?:begin\s+atomic\b|[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Word();
}
