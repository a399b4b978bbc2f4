using System.Text.Json;

namespace Jim.Postgres.Sql;

/// <summary>
/// The path to a place inside a JSON value: names and positions with dots between, as <c>a.b.0</c>. A name with a dot or a bracket in it is
/// written in quotes, as in JavaScript and JSONPath: <c>"a.b".c</c>, <c>x["a.b"]</c>; <c>list[0]</c> is the same as <c>list.0</c>. What is
/// not a whole quoted name or bracket is part of a plain name.
/// </summary>
public static class JsonPath
{
    /// <summary>The steps, as <c>#&gt;</c> takes them.</summary>
    public static string[] Split(string path)
    {
        var steps = new List<string>();
        var at = 0;
        while (true)
        {
            at = ReadStep(path, at, steps);
            if (at == path.Length)
            {
                return [.. steps];
            }

            at++;
        }
    }

    /// <summary>Reads a step and the brackets behind it; gives the place of the dot that follows, or the end.</summary>
    private static int ReadStep(string path, int start, List<string> steps)
    {
        var at = start;
        if (path.AsSpan(start).StartsWith('"') && TryReadQuoted(path, start, out var name, out var end) && IsEndOfStep(path, end))
        {
            steps.Add(name);
            at = end;
        }
        else
        {
            while (at < path.Length && path[at] != '.' && !TryReadBracket(path, at, out _, out _))
            {
                at++;
            }

            if (at > start || at == path.Length || path[at] == '.')
            {
                steps.Add(path[start..at]);
            }
        }

        while (TryReadBracket(path, at, out var inner, out var close))
        {
            steps.Add(inner);
            at = close;
        }

        return at;
    }

    /// <summary><c>[0]</c>, <c>["a.b"]</c> or <c>['a.b']</c>, with a dot, another bracket or nothing behind it.</summary>
    private static bool TryReadBracket(string path, int start, out string step, out int end)
    {
        (step, end) = (string.Empty, start);
        if (start >= path.Length || path[start] != '[')
        {
            return false;
        }

        if (TryReadQuoted(path, start + 1, out step, out var close))
        {
            end = close + 1;
            return close < path.Length && path[close] == ']' && IsEndOfStep(path, end);
        }

        close = path.IndexOf(']', start);
        step = close < 0 ? string.Empty : path[(start + 1)..close];
        end = close + 1;
        return step.AsSpan(step.StartsWith('-') ? 1 : 0) is { IsEmpty: false } digits
            && !digits.ContainsAnyExceptInRange('0', '9') && IsEndOfStep(path, end);
    }

    /// <summary>A name in double quotes, with the escapes of JSON, or in single quotes.</summary>
    private static bool TryReadQuoted(string path, int start, out string name, out int end)
    {
        (name, end) = (string.Empty, start);
        if (start >= path.Length || path[start] is not ('"' or '\'') || FindQuote(path, start) is not { } close)
        {
            return false;
        }

        end = close + 1;
        var inner = path[(start + 1)..close];
        if (path[start] == '\'')
        {
            name = inner.Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
            return true;
        }

        try
        {
            name = JsonSerializer.Deserialize<string>($"\"{inner}\"") ?? string.Empty;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The quote that ends the text which begins with one; a backslash takes the character behind it along.</summary>
    private static int? FindQuote(string path, int start)
    {
        for (var at = start + 1; at < path.Length; at++)
        {
            if (path[at] == '\\')
            {
                at++;
            }
            else if (path[at] == path[start])
            {
                return at;
            }
        }

        return null;
    }

    private static bool IsEndOfStep(string path, int at) => at == path.Length || path[at] is '.' or '[';
}
