using System.Text.RegularExpressions;
using Jim.Postgres.Types;

namespace Jim.Postgres.Tests.Types;

/// <summary>What differs from type to type is told in the table of types, and not where it is used.</summary>
public sealed class TypeNamesTests
{
    [Fact]
    public void No_other_code_decides_by_the_name_of_a_type()
    {
        // A claim of a token is called name, too.
        var names = string.Join('|', BuiltInTypes.All.Select(t => t.Name).Where(n => n != "name"));
        var decision = new Regex(
            $"(?:\\bcase|\\bis|\\bor|==|!=|\\bName:) \"(?:{names})\"|\"(?:{names})\" (?:=>|or\\b|==)", RegexOptions.None,
            TimeSpan.FromSeconds(5));
        Assert.Matches(decision, "type.Name == \"uuid\"");
        Assert.Matches(decision, "(_, \"text\" or \"varchar\") => Scalars.String,");
        var found =
            from file in Directory.EnumerateFiles(Repository.PathOf("src/Jim.Postgres"), "*.cs", SearchOption.AllDirectories)
            where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Types/", StringComparison.Ordinal)
            from line in File.ReadLines(file)
            where decision.IsMatch(line)
            select $"{Path.GetFileName(file)}: {line.Trim()}";
        Assert.Empty(found);
    }
}
