using System.Text.RegularExpressions;
using Xunit;

namespace Jim.House.Tests.Rooms;

/// <summary>The shell scripts use each other in one direction only: a script sources, starts and calls only what is before it.</summary>
public sealed partial class ShellScriptTests
{
    private static readonly string[] order =
    [
        "deploy/local/processes.sh", "deploy/local/packages.sh", "deploy/local/postgres.sh", "deploy/local/build.sh",
        "tests/services.sh", "tests/serve.sh", "tests/run.sh", "tests/Jim.Benchmarks/workload.sh", "jim", ".ci/run",
    ];

    /// <summary>Scripts of the containers, which run alone.</summary>
    private static readonly string[] alone =
        ["deploy/entrypoint.sh", "deploy/healthy.sh", "deploy/postgres/init/10-jim.sh", "deploy/rabbitmq/start.sh"];

    private static readonly Dictionary<string, string> code = order.Concat(alone)
        .ToDictionary(path => path, path => Comment().Replace(Repository.Read(path), ""), StringComparer.Ordinal);

    public static TheoryData<string> Scripts => [.. code.Keys];

    [Fact]
    public void Every_script_is_listed() =>
        Assert.Equal(
            Repository.Files(".", "*.sh").Append("jim").Append(".ci/run").Order(StringComparer.Ordinal),
            code.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_uses_only_those_before_it(string script)
    {
        var before = order.TakeWhile(path => path != script);
        var after = code.Keys.Except(before).Where(path => path != script && !(alone.Contains(path) && order.Contains(script)));

        Assert.Empty(after.Where(other => Names(script, other) || Functions(other).Any(function => Calls(script, function))));
    }

    [Fact]
    public void Uses_are_found()
    {
        Assert.True(Names("tests/run.sh", "tests/services.sh"));
        Assert.True(Calls("deploy/local/postgres.sh", "reserve_port"));
        Assert.Contains("reserve_port", Functions("deploy/local/processes.sh"));
    }

    /// <summary>Whether the code of a script holds the file name of another, as in <c>. "$root/tests/services.sh"</c>.</summary>
    private static bool Names(string script, string other) =>
        Regex.IsMatch(code[script], $@"[/ ""]{Regex.Escape(other == "jim" ? "$root/jim" : Path.GetFileName(other))}(?=[\s"";])")
            && other != ".ci/run";

    private static bool Calls(string script, string function) =>
        !Functions(script).Contains(function)
            && Regex.IsMatch(code[script], $@"(?:^|[;&|(]|\bif|\bthen|\bdo|!)[ \t]*{function}(?=[\s;)&|]|$)", RegexOptions.Multiline);

    private static IEnumerable<string> Functions(string script) => Function().Matches(code[script]).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"(?<=^|\s)#[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(\w+)\(\) *[{(]", RegexOptions.Multiline)]
    private static partial Regex Function();
}
