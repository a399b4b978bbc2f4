using System.Text.RegularExpressions;

namespace Jim.Platform.Tests.Protocol;

public sealed partial class ErrorTableTests
{
    /// <summary>Names of settings look like codes; these files make errors out of codes and nothing else that looks like one.</summary>
    [Fact]
    public void Holds_every_code_that_the_source_uses()
    {
        var used = Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.EndsWith("ErrorTable.cs", StringComparison.Ordinal))
            .SelectMany(file => CodesOf(file, File.ReadAllText(file)))
            .ToHashSet();
        Assert.Contains("HC0014", used);
        Assert.Contains("JIM_DEPTH_EXCEEDED", used);
        Assert.Contains("EXEC_LIST_TYPE_NOT_SUPPORTED", used);
        Assert.Subset(ErrorTable.All.Select(row => row.Code).ToHashSet(), used);
    }

    [Fact]
    public void Says_what_every_code_means() =>
        Assert.All(ErrorTable.All, row => Assert.Matches("^[A-Z].+\\.$", row.Meaning));

    [Fact]
    public void Has_no_row_twice() => Assert.All(ErrorTable.All.GroupBy(row => (row.Code, row.Outcome)), rows => Assert.Single(rows));

    [Fact]
    public void Tells_the_outcome_of_a_code_that_has_one()
    {
        Assert.Equal(ResponseOutcome.Unavailable, ErrorTable.FindOutcome(new("") { Code = "JIM_OVERLOADED" }));
        Assert.Null(ErrorTable.FindOutcome(new("") { Code = "HC0020" })); // an id that is unknown, or a hash whose text is to be sent
        Assert.Null(ErrorTable.FindOutcome(new("") { Code = "NONE" }));
        Assert.Null(ErrorTable.FindOutcome(new GraphQLError("")));
    }

    private static IEnumerable<string> CodesOf(string file, string text) =>
        (IsOfErrors(file) ? Code().Matches(text) : AssignedCode().Matches(text)).Select(found => found.Groups["code"].Value);

    private static bool IsOfErrors(string file) =>
        Regex.IsMatch(Path.GetFileName(file), @"(Errors|ErrorCodes|Refusals)(\.\w+)?\.cs$", RegexOptions.CultureInvariant);

    [GeneratedRegex("\"(?<code>(?:HC[0-9]{4}|(?:JIM|AUTH|EXEC)_[A-Z_]+|INTERNAL))\"")]
    private static partial Regex Code();

    [GeneratedRegex("Code = \"(?<code>\\w+)\"|\"(?<code>HC[0-9]{4})\"")]
    private static partial Regex AssignedCode();
}
