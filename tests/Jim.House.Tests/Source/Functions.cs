using System.Text.RegularExpressions;

namespace Jim.House.Tests;

/// <summary>
/// A method, constructor or operator and how many lines it takes, signature to end. Local functions count with the one they stand in.
/// </summary>
internal sealed record Function(string File, string Name, int Line, int Lines);

/// <summary>
/// Finds the functions of a file by walking its braces: a block in a type whose head has parentheses and no assignment is a function.
/// </summary>
internal static partial class Functions
{
    private enum Block
    {
        Type,
        Function,
        Other,
    }

    public static IEnumerable<Function> Of(SourceFile file)
    {
        var code = string.Join('\n', file.Code);
        var blocks = new Stack<(Block Kind, int Head)>();
        var head = 0;
        for (var at = 0; at < code.Length; at++)
        {
            var inType = blocks.Count == 0 || blocks.Peek().Kind == Block.Type;
            switch (code[at])
            {
                case '{':
                    var kind = inType ? KindOf(code[head..at]) : Block.Other;
                    blocks.Push((kind, head));
                    head = kind == Block.Other ? head : at + 1;
                    break;
                case '}' when blocks.TryPop(out var block):
                    if (block.Kind == Block.Function)
                    {
                        yield return Found(file, code, block.Head, at);
                    }

                    head = block.Kind == Block.Other && code[block.Head..at].Contains("=>", StringComparison.Ordinal) ? block.Head : at + 1;
                    break;
                case ';' when inType:
                    if (ExpressionBody().IsMatch(code[head..at]) && !TypeHead().IsMatch(code[head..at]))
                    {
                        yield return Found(file, code, head, at);
                    }

                    head = at + 1;
                    break;
            }
        }
    }

    private static Block KindOf(string head) =>
        TypeHead().IsMatch(head) ? Block.Type : FunctionHead().IsMatch(head) ? Block.Function : Block.Other;

    private static Function Found(SourceFile file, string code, int head, int end)
    {
        var start = head + FirstLine().Match(code[head..end]).Groups[1].Index;
        var name = Name().Match(code[start..end]).Groups[1].Value;
        return new Function(file.Path, name, code.AsSpan(0, start).Count('\n') + 1, code.AsSpan(start, end - start).Count('\n') + 1);
    }

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum|namespace)\s+\w")]
    private static partial Regex TypeHead();

    /// <summary>Parentheses, and neither an arrow nor an assignment outside them.</summary>
    [GeneratedRegex(@"^[^=(]*(?:operator\s*\S+\s*)?\([\s\S]*\)[^=]*$")]
    private static partial Regex FunctionHead();

    [GeneratedRegex(@"^[^=(]*(?:operator\s*\S+\s*)?\([\s\S]*?\)[^=()]*=>")]
    private static partial Regex ExpressionBody();

    /// <summary>The first line that is neither blank nor an attribute.</summary>
    [GeneratedRegex(@"(?:^|\n)[^\S\n]*((?!\[)\S)")]
    private static partial Regex FirstLine();

    [GeneratedRegex(@"(\w+)\s*(?:<[^()]*>)?\s*\(")]
    private static partial Regex Name();
}
