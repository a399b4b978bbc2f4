using System.Text.RegularExpressions;
using Xunit;

namespace Jim.House.Tests;

/// <summary>The source of the engine beside the specification: sections that exist, algorithms with their sections.</summary>
public sealed partial class EngineSource
{
    private const int PageMax = 200;

    private static readonly IReadOnlyList<SourceFile> source = Repository.CSharp("src");

    /// <summary>Each file on one line: the line ends of a comment are none of its text's.</summary>
    private static readonly IReadOnlyList<string> texts = [.. source.Select(file => LineEnd().Replace(file.Text, " "))];

    /// <summary>The algorithms of the specification that Jim has as such, and the section of each.</summary>
    public static TheoryData<string, string> Algorithms => new()
    {
        { "IsInputType", "3.4.2" },
        { "IsOutputType", "3.4.2" },
        { "IsValidImplementationFieldType", "3.6" },
        { "InputObjectDefaultValueHasCycle", "3.10" },
        { "InputFieldDefaultValueHasCycle", "3.10" },
        { "CollectSubscriptionFields", "5.2.4.1" },
        { "FieldsInSetCanMerge", "5.3.2" },
        { "SameResponseShape", "5.3.2" },
        { "DetectFragmentCycles", "5.5.2.2" },
        { "GetPossibleTypes", "5.5.2.3" },
        { "IsVariableUsageAllowed", "5.8.5" },
        { "AreTypesCompatible", "5.8.5" },
        { "ExecuteRequest", "6.1" },
        { "GetOperation", "6.1" },
        { "CoerceVariableValues", "6.1.2" },
        { "ExecuteQuery", "6.2.1" },
        { "ExecuteMutation", "6.2.2" },
        { "Subscribe", "6.2.3" },
        { "CreateSourceEventStream", "6.2.3.1" },
        { "MapSourceToResponseEvent", "6.2.3.2" },
        { "ExecuteSubscriptionEvent", "6.2.3.2" },
        { "ExecuteRootSelectionSet", "6.3.1" },
        { "CollectFields", "6.3.2" },
        { "DoesFragmentTypeApply", "6.3.2" },
        { "CollectSubfields", "6.3.2" },
        { "ExecuteCollectedFields", "6.3.3" },
        { "ExecuteField", "6.4" },
        { "CoerceArgumentValues", "6.4.1" },
        { "ResolveFieldValue", "6.4.2" },
        { "CompleteValue", "6.4.3" },
        { "CoerceResult", "6.4.3" },
        { "ResolveAbstractType", "6.4.3" },
    };

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void An_algorithm_of_the_specification_stands_in_one_place_with_its_section(string algorithm, string section) =>
        Assert.Single(texts, text => text.Contains($"{algorithm} (spec {section})", StringComparison.Ordinal));

    [Fact]
    public void The_spine_of_a_request_is_one_page() =>
        Assert.InRange(Assert.Single(source, file => file.Path == "src/Jim.Platform/Requests/RequestExecutor.cs").Lines.Length, 80, PageMax);

    [Fact]
    public void Sections_that_are_cited_are_in_the_specification()
    {
        var cited = source.SelectMany(f => Specification.Cited(f.Text).Select(number => (f.Path, number))).ToList();

        Assert.True(cited.Count > 100);
        Assert.DoesNotContain(cited, c => c.number.Contains('.', StringComparison.Ordinal) && !Specification.Titles.ContainsKey(c.number));
    }

    [GeneratedRegex(@"\r?\n\s*///? ?")]
    private static partial Regex LineEnd();
}
