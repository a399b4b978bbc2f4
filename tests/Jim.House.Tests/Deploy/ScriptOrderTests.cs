using System.Text.RegularExpressions;

namespace Jim.House.Tests.Deploy;

/// <summary>
/// The shell scripts form one line: each part calls only functions of its own and of parts before it, and each entrance sources the parts
/// that it needs in that order.
/// </summary>
public sealed partial class ScriptOrderTests
{
    private static readonly string[] parts =
    [
        "deploy/local/processes.sh", "deploy/local/packages.sh", "deploy/local/postgres.sh", "deploy/local/build.sh",
        "tests/Jim.Benchmarks/private.sh", "tests/containers/engine.sh", "tests/containers/images.sh",
        "tests/services.sh", "tests/machine.sh", "tests/choice.sh",
        "tests/summary.sh",
    ];

    private static readonly string[] entrances =
    [
        "jim", "tests/run.sh", "tests/serve.sh", "tests/containers/stack.sh",
        "tests/Jim.Benchmarks/workload.sh", "tests/Jim.Benchmarks/start.sh",
        "tests/Jim.Benchmarks/pages.sh", "tests/Jim.Benchmarks/faults.sh",
        "tests/Jim.Benchmarks/packages.sh", "tests/Jim.Benchmarks/cache.sh",
        "tests/Jim.Benchmarks/live.sh", "tests/Jim.Benchmarks/mutations.sh",
    ];

    public static TheoryData<string> Parts => [.. parts];

    public static TheoryData<string> Entrances => [.. entrances];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_calls_only_what_stands_before_it(string part)
    {
        var later = parts[(Array.IndexOf(parts, part) + 1)..].Concat(entrances).SelectMany(Define).Except(Define(part)).ToHashSet();

        Assert.DoesNotContain(CalledBy(part), later.Contains);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_sources_no_other(string part) => Assert.Empty(Sourced().Matches(Repository.Read(part)));

    [Theory]
    [MemberData(nameof(Entrances))]
    public void An_entrance_sources_in_order_the_parts_that_it_and_they_call(string entrance)
    {
        var sourced = FindSourced(entrance);

        Assert.Equal(parts.Where(sourced.Contains), sourced);
        Assert.All(sourced.Append(entrance), script =>
        {
            var missing = parts.Except(sourced).SelectMany(Define).Except(Define(script)).ToHashSet();
            Assert.DoesNotContain(CalledBy(script), missing.Contains);
        });
    }

    private static List<string> FindSourced(string entrance)
    {
        var text = Repository.Read(entrance);
        return Loop().Match(text) is { Success: true } loop
            ? [.. loop.Groups[1].Value.Split(' ').Select(part => $"deploy/local/{part}.sh")]
            : [.. Sourced().Matches(text).Select(m => m.Groups[1].Value)];
    }

    private static IEnumerable<string> Define(string script) =>
        Definition().Matches(Repository.Read(script)).Select(m => m.Groups[1].Value);

    private static IEnumerable<string> CalledBy(string script) =>
        Repository.Read(script).Split('\n').Where(line => !line.TrimStart().StartsWith('#'))
            .SelectMany(line => Call().Matches(line).Select(m => m.Groups[1].Value)).Distinct();

    /// <summary>How <c>jim</c> sources: by a loop over names.</summary>
    [GeneratedRegex(@"^for part in ([\w ]+); do", RegexOptions.Multiline)]
    private static partial Regex Loop();

    [GeneratedRegex(@"^\. ""\$root/([\w./]+)""", RegexOptions.Multiline)]
    private static partial Regex Sourced();

    [GeneratedRegex(@"^(\w+)\(\)", RegexOptions.Multiline)]
    private static partial Regex Definition();

    /// <summary>A word where a command can stand: at the beginning, or after what separates commands.</summary>
    [GeneratedRegex(@"(?:^\s*|[;&|({!`]\s*|\$\(|\b(?:then|do|else|if|elif|while|until)\s+)([a-z_]\w*)\b(?!=)")]
    private static partial Regex Call();
}
