using System.Text.RegularExpressions;

namespace Jim.Differential.Tests;

/// <summary>
/// Makes a case smaller while it still shows what it shows: takes away what belongs together (a fragment and its spreads, a variable and
/// its uses, a bracket and what is inside), then runs of tokens, then values of variables. Greedy, until nothing can go.
/// </summary>
public sealed class Shrinker(Func<Case, Task<bool>> shows)
{
    private const string Opening = "{([";
    private const string Closing = "})]";
    private int _tries = 4000;

    public async Task<Case> ShrinkAsync(Case request)
    {
        var best = request;
        for (Case? before = null; before != best;)
        {
            before = best;
            best = await VariablesAsync(await RunsAsync(await BracketsAsync(await NamesAsync(best))));
        }

        var plain = best with { Document = Regex.Replace(string.Concat(TokenText.Cut(best.Document)), @"[\s,]+", " ").Trim() };
        return await HoldsAsync(plain) ? plain : best;
    }

    private async Task<bool> HoldsAsync(Case candidate) => _tries-- > 0 && await shows(candidate);

    /// <summary>Each fragment with its spreads, each variable with its uses and its value.</summary>
    private async Task<Case> NamesAsync(Case best)
    {
        foreach (var name in FragmentNames(best.Document))
        {
            best = await TryAsync(best, WithoutFragment(best.Document, name));
        }

        foreach (var name in VariableNames(best.Document))
        {
            best = await TryAsync(best, WithoutVariable(best.Document, name));
        }

        return best;
    }

    private async Task<Case> BracketsAsync(Case best)
    {
        for (var at = 0; at < TokenText.Cut(best.Document).Count; at++)
        {
            var tokens = TokenText.Cut(best.Document);
            if (!IsOneOf(tokens[at], Opening) || End(tokens, at) is not { } end)
            {
                continue;
            }

            var after = end + 1 < tokens.Count && IsOneOf(tokens[end + 1], Opening) ? End(tokens, end + 1) ?? end : end;
            foreach (var (from, to, hollow) in Ranges(at, end, after))
            {
                var inside = hollow ? string.Concat(tokens[(at + 1)..end]) : string.Empty;
                var (head, tail) = (string.Concat(tokens[..from]), string.Concat(tokens[(to + 1)..]));
                var smaller = await TryAsync(best, head + inside + tail);
                smaller = smaller == best && !hollow ? await TryAsync(best, $"{head} __typename{tail}") : smaller;
                if (smaller != best)
                {
                    best = smaller;
                    at = Math.Max(-1, from - 1);
                    break;
                }
            }
        }

        return best;
    }

    private async Task<Case> RunsAsync(Case best)
    {
        for (var size = Math.Max(1, TokenText.Cut(best.Document).Count / 2); size > 0; size /= 2)
        {
            for (var at = 0; at < TokenText.Cut(best.Document).Count;)
            {
                var smaller = await TryAsync(best, string.Concat(TokenText.Cut(best.Document).Where((_, i) => i < at || i >= at + size)));
                at = smaller == best ? at + (size > 8 ? size : 1) : at;
                best = smaller;
            }
        }

        return best;
    }

    private async Task<Case> VariablesAsync(Case best)
    {
        foreach (var name in best.Variables.Select(v => v.Key).ToList())
        {
            foreach (var (leave, value) in ((bool, string)[])[(true, "null"), (false, "null"), (false, "{}"), (false, "[]")])
            {
                var variables = best.Variables.DeepClone().AsObject();
                variables.Remove(name);
                if (!leave)
                {
                    variables[name] = JsonNode.Parse(value);
                }

                var candidate = best with { Variables = variables };
                var isSmaller = variables.ToJsonString().Length < best.Variables.ToJsonString().Length;
                if (isSmaller && await HoldsAsync(candidate))
                {
                    best = candidate;
                    break;
                }
            }
        }

        var nameless = best with { OperationName = null };
        return best != nameless && await HoldsAsync(nameless) ? nameless : best;
    }

    /// <summary>Without the fragments and variables that nobody uses any more, else as it stands.</summary>
    private async Task<Case> TryAsync(Case best, string document)
    {
        if (document.Length >= best.Document.Length)
        {
            return best;
        }

        var tidy = Used(best with { Document = Tidy(document) });
        var candidate = best with { Document = document };
        return await HoldsAsync(tidy) ? tidy : tidy.Document.Length != document.Length && await HoldsAsync(candidate) ? candidate : best;
    }

    /// <summary>With the values of variables that it names alone.</summary>
    private static Case Used(Case request)
    {
        var names = VariableNames(request.Document).ToHashSet();
        var used = request.Variables.Where(v => names.Contains(v.Key)).Select(v => KeyValuePair.Create(v.Key, v.Value?.DeepClone()));
        return request with { Variables = new JsonObject(used) };
    }

    private static string Tidy(string document)
    {
        for (var before = string.Empty; before != document;)
        {
            before = document;
            foreach (var name in FragmentNames(document).Where(name => !Regex.IsMatch(document, $@"\.\.\.\s*{name}\b")))
            {
                document = WithoutFragment(document, name);
            }

            foreach (var name in VariableNames(document).Where(name => Regex.Count(document, $@"\${name}\b") == 1))
            {
                document = WithoutVariable(document, name);
            }
        }

        return document;
    }

    private static IEnumerable<string> FragmentNames(string document) =>
        Regex.Matches(document, @"\bfragment\s+(\w+)").Select(m => m.Groups[1].Value).Distinct();

    private static IEnumerable<string> VariableNames(string document) =>
        Regex.Matches(document, @"\$(\w+)").Select(m => m.Groups[1].Value).Distinct();

    private static string WithoutFragment(string document, string name)
    {
        var tokens = TokenText.Cut(Regex.Replace(document, $@"\.\.\.\s*{name}\b", " "));
        for (var at = 0; at + 1 < tokens.Count; at++)
        {
            if (tokens[at].Trim() == "fragment" && tokens[at + 1].Trim() == name
                && tokens.FindIndex(at, t => t.Trim() == "{") is var open and > 0 && End(tokens, open) is { } end)
            {
                tokens.RemoveRange(at, end + 1 - at);
            }
        }

        return string.Concat(tokens);
    }

    /// <summary>Without its declaration, and without the arguments and members that it is the whole value of.</summary>
    private static string WithoutVariable(string document, string name)
    {
        var tokens = TokenText.Cut(Regex.Replace(document, $@"\w+\s*:\s*\${name}\b(?!\s*:)", " "));
        var words = tokens.ConvertAll(t => t.Trim(' ', '\n', ','));
        for (var at = 0; at + 3 < words.Count; at++)
        {
            if (words[at] != "$" || words[at + 1] != name || words[at + 2] != ":")
            {
                continue;
            }

            var end = words.FindIndex(at + 3, w => w is not "[") + 1;
            end += words.Skip(end).TakeWhile(w => w is "]" or "!").Count();
            if (words.ElementAtOrDefault(end) == "=" && end + 1 < tokens.Count)
            {
                end = IsOneOf(tokens[end + 1], Opening) ? (End(tokens, end + 1) ?? end) + 1 : end + 2;
            }

            tokens.RemoveRange(at, end - at);
            break;
        }

        return Regex.Replace(string.Concat(tokens), @"\(\s*\)", " ");
    }

    /// <summary>
    /// What to take away, or to put <c>__typename</c> in its place: a bracket with up to five tokens before it and the bracket after it;
    /// then the same but for what is inside.
    /// </summary>
    private static IEnumerable<(int From, int To, bool Hollow)> Ranges(int open, int end, int after) =>
        from range in ((int To, bool Hollow)[])[(after, false), (end, false), (end, true)]
        from before in Enumerable.Range(0, Math.Min(open, range.Hollow ? 3 : 5) + 1).Reverse()
        where range.To == after || range.Hollow || after != end
        select (open - before, range.To, range.Hollow);

    private static bool IsOneOf(string token, string characters) => token.Trim(' ', '\n', ',') is [var c] && characters.Contains(c);

    /// <summary>Where the bracket that opens here is closed; null: nowhere.</summary>
    private static int? End(List<string> tokens, int open)
    {
        var depth = 0;
        for (var i = open; i < tokens.Count; i++)
        {
            depth += IsOneOf(tokens[i], Opening) ? 1 : IsOneOf(tokens[i], Closing) ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return null;
    }
}
