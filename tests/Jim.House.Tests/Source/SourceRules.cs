using System.Text.RegularExpressions;
using Xunit;

namespace Jim.House.Tests;

/// <summary>What no file of this house holds. Each rule lists every place that breaks it.</summary>
public sealed partial class SourceRules
{
    private const int LineMax = 140;
    private const int TestLineMax = 200;
    private const int FunctionMax = 70;

    /// <summary>Functions that are one algorithm which falls apart when cut. A line here is argued for in its commit.</summary>
    private static readonly string[] longFunctions = [];

    private static readonly IReadOnlyList<SourceFile> source = Repository.CSharp("src");
    private static readonly IReadOnlyList<SourceFile> all = [.. source, .. Repository.CSharp("tests")];

    [Fact]
    public void Time_comes_from_a_TimeProvider() => Nowhere(source, Clock());

    [Fact]
    public void Tests_take_no_wall_clock_time_apart_from_deadlines() => Nowhere(all, WallClock());

    [Fact]
    public void Nobody_blocks_a_thread_on_a_task() => Nowhere(all, Blocking());

    [Fact]
    public void Nobody_sleeps() => Nowhere(all, Sleeping());

    [Fact]
    public void Work_on_the_pool_is_a_loop_kept_in_a_field_so_that_its_end_is_awaited() =>
        AssertNone(source.SelectMany(f => f.Where(line => Pool().IsMatch(line) && !KeptInField().IsMatch(line))));

    [Fact]
    public void Randomness_is_seeded_or_cryptographic() => Nowhere(all, UnseededRandom());

    [Fact]
    public void Only_the_server_writes_to_the_console() =>
        Nowhere([.. source.Where(f => !f.Path.StartsWith("src/Jim.Server/", StringComparison.Ordinal))], ConsoleUse());

    [Fact]
    public void Files_are_named_for_what_they_are() =>
        AssertNone(all.Where(f => VagueName().IsMatch(f.Name)).Select(f => f.Path));

    [Fact]
    public void Types_are_named_for_what_they_are() => Nowhere(all, VagueType());

    [Fact]
    public void Namespaces_are_file_scoped() =>
        AssertNone(all.Where(f => BlockNamespace().IsMatch(string.Join('\n', f.Code))).Select(f => f.Path));

    [Fact]
    public void Lines_stay_readable() =>
        AssertNone(LinesOf(source, line => line.TrimEnd('\r').Length > LineMax));

    /// <summary>Tests quote documents and answers, which read worse when cut.</summary>
    [Fact]
    public void Lines_of_tests_stay_readable() =>
        AssertNone(LinesOf(all, line => line.TrimEnd('\r').Length > TestLineMax));

    [Fact]
    public void Functions_fit_on_a_screen() =>
        AssertNone(LongFunctions()
            .Where(f => !longFunctions.Contains($"{f.File} {f.Name}"))
            .Select(f => $"{f.File}:{f.Line}  {f.Name}  {f.Lines} lines"));

    [Fact]
    public void The_list_of_long_functions_holds_no_stale_line() =>
        Assert.Subset(LongFunctions().Select(f => $"{f.File} {f.Name}").ToHashSet(), longFunctions.ToHashSet());

    [Fact]
    public void Nothing_is_left_to_do_later() =>
        AssertNone(LinesOf(all, Leftover().IsMatch));

    [Fact]
    public void There_are_sources_to_look_at() => Assert.True(source.Count > 30, $"{source.Count} files under src");

    private static IEnumerable<Function> LongFunctions() => all.SelectMany(Functions.Of).Where(f => f.Lines > FunctionMax);

    private static IEnumerable<string> LinesOf(IEnumerable<SourceFile> files, Func<string, bool> isBad) =>
        from file in files
        from line in file.Lines.Index()
        where isBad(line.Item)
        select $"{file.Path}:{line.Index + 1}  {line.Item.Trim()}";

    private static void Nowhere(IEnumerable<SourceFile> files, Regex bad) => AssertNone(files.SelectMany(f => f.Where(bad.IsMatch)));

    private static void AssertNone(IEnumerable<string> found)
    {
        var places = found.ToList();
        Assert.True(places.Count == 0, $"{places.Count} places:\n{string.Join('\n', places)}");
    }

    [GeneratedRegex(@"\bDateTime(?:Offset)?\.(?:Utc)?Now\b|\bDateTime\.Today\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bDateTime\.(?:Now|Today)\b|\bDateTimeOffset\.Now\b")]
    private static partial Regex WallClock();

    /// <summary>A property named Result of something that is no task is fine.</summary>
    [GeneratedRegex(@"(?:Async\([^;]*\)|\b\w*[tT]ask\w*)\.Result\b|\.Wait\(\)|\.GetAwaiter\(\)\.GetResult\(\)")]
    private static partial Regex Blocking();

    [GeneratedRegex(@"\bThread\.Sleep\b")]
    private static partial Regex Sleeping();

    [GeneratedRegex(@"\bTask\.Run\(")]
    private static partial Regex Pool();

    [GeneratedRegex(@"\b_\w+ = .*\bTask\.Run\(")]
    private static partial Regex KeptInField();

    [GeneratedRegex(@"\bnew Random\(\)|\bRandom [\w.]+ = new\(\)")]
    private static partial Regex UnseededRandom();

    [GeneratedRegex(@"\bConsole\.(?:Write|Error|Out|Read)")]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(@"(?:Base|Manager|Helpers?|Util(?:s|ities|ity)?|Common)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+(?:Common\w*|\w+(?:Base|Manager|Helpers?|Util(?:s|ities|ity)?))\b")]
    private static partial Regex VagueType();

    [GeneratedRegex(@"^\s*namespace\s+[\w.]+\s*\{", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"\b(?:TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b")]
    private static partial Regex Leftover();
}
