using System.Reflection;
using System.Text.RegularExpressions;
using Jim.Postgres.Diagnostics;

namespace Jim.House.Tests.Projects;

/// <summary>TELEMETRY.md explains each span and metric that Jim makes, and none that it does not.</summary>
public sealed partial class TelemetryTests
{
    private static readonly string page = Repository.Read("TELEMETRY.md");

    [Fact]
    public void The_page_has_every_span() => Assert.Equal(List(typeof(SpanNames)), ReadTable("| span |"));

    [Fact]
    public void The_page_has_every_metric() => Assert.Equal(List(typeof(MetricNames)), ReadTable("| metric |"));

    [Theory]
    [InlineData(typeof(SpanNames))]
    [InlineData(typeof(MetricNames))]
    public void Every_name_is_used(Type names)
    {
        var source = string.Concat(Repository.CSharp("src").Select(file => file.Text));

        Assert.All(
            names.GetFields(BindingFlags.Public | BindingFlags.Static),
            name => Assert.Contains($"{names.Name}.{name.Name}", source, StringComparison.Ordinal));
    }

    private static IEnumerable<string> List(Type names) => names.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(name => (string)name.GetRawConstantValue()!).Order(StringComparer.Ordinal);

    /// <summary>The names in the first column of the table with this heading.</summary>
    private static IEnumerable<string> ReadTable(string heading) => page[page.IndexOf(heading, StringComparison.Ordinal)..]
        .Split("\n\n")[0].Split('\n').Skip(2)
        .SelectMany(row => Quoted().Matches(row.Split('|')[1]).Select(name => name.Groups[1].Value)).Order(StringComparer.Ordinal);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
