using System.Text.RegularExpressions;
using Xunit;

namespace Jim.House.Tests;

/// <summary>The rules of validation: one a file, named as in graphql-js, the section of the specification above each.</summary>
public sealed partial class ValidationRooms
{
    /// <summary>graphql-js 17: <c>specifiedRules</c>, those of incremental delivery included.</summary>
    private static readonly string[] specifiedRules =
    [
        "DeferStreamDirectiveLabelRule", "DeferStreamDirectiveOnRootFieldRule", "DeferStreamDirectiveOnValidOperationsRule",
        "ExecutableDefinitionsRule", "FieldsOnCorrectTypeRule", "FragmentsOnCompositeTypesRule", "KnownArgumentNamesRule",
        "KnownDirectivesRule", "KnownFragmentNamesRule", "KnownOperationTypesRule", "KnownTypeNamesRule", "LoneAnonymousOperationRule",
        "NoFragmentCyclesRule", "NoUndefinedVariablesRule", "NoUnusedFragmentsRule", "NoUnusedVariablesRule",
        "OverlappingFieldsCanBeMergedRule", "PossibleFragmentSpreadsRule", "ProvidedRequiredArgumentsRule", "ScalarLeafsRule",
        "SingleFieldSubscriptionsRule", "StreamDirectiveOnListFieldRule", "UniqueArgumentNamesRule", "UniqueDirectivesPerLocationRule",
        "UniqueFragmentNamesRule", "UniqueInputFieldNamesRule", "UniqueOperationNamesRule", "UniqueVariableNamesRule",
        "ValuesOfCorrectTypeRule", "VariablesAreInputTypesRule", "VariablesInAllowedPositionRule",
    ];

    /// <summary>graphql-js' <c>recommendedRules</c> and the custom rule that Jim has a switch for.</summary>
    private static readonly string[] furtherRules = ["MaxIntrospectionDepthRule", "NoSchemaIntrospectionCustomRule"];

    /// <summary>Limits that graphql-js leaves to others, as design §11 sets them; the depth's has HotChocolate's name.</summary>
    private static readonly string[] limits = ["MaxAliasesRule", "MaxExecutionDepthRule", "MaxRootFieldsRule"];

    /// <summary>graphql-js 17: <c>specifiedSDLRules</c>.</summary>
    private static readonly string[] specifiedSdlRules =
    [
        "KnownArgumentNamesOnDirectivesRule", "KnownDirectivesRule", "KnownTypeNamesRule", "LoneSchemaDefinitionRule",
        "PossibleTypeExtensionsRule", "ProvidedRequiredArgumentsOnDirectivesRule", "UniqueArgumentDefinitionNamesRule",
        "UniqueArgumentNamesRule", "UniqueDirectiveNamesRule", "UniqueDirectivesPerLocationRule", "UniqueEnumValueNamesRule",
        "UniqueFieldDefinitionNamesRule", "UniqueInputFieldNamesRule", "UniqueOperationTypesRule", "UniqueTypeNamesRule",
    ];

    /// <summary>Jim's names, one for each section: graphql-js has all of it in one function, <c>validateSchema</c>.</summary>
    private static readonly string[] schemaRules =
    [
        "DefaultValueCyclesRule", "DefaultValuesRule", "DirectivesRule", "EnumValuesRule", "FieldsRule", "FiniteInputObjectsRule",
        "ImplementedFieldsRule", "InputFieldsRule", "InterfacesRule", "OneOfFieldsRule", "ReservedNamesRule", "RootTypesRule",
        "UnionMembersRule",
    ];

    private static readonly IReadOnlyList<SourceFile> ofDocuments = Repository.CSharp("src/Jim.GraphQL/Validation/Rules");

    private static readonly IReadOnlyList<SourceFile> ofSdl =
        [.. Repository.CSharp("src/Jim.GraphQL/Validation/Sdl").Where(f => SdlRule().IsMatch(f.Text))];

    private static readonly IReadOnlyList<SourceFile> ofSchemas =
        [.. Repository.CSharp("src/Jim.GraphQL/Validation/TypeSystem").Where(f => SchemaRule().IsMatch(f.Text))];

    public static TheoryData<string> Rules => [.. ofDocuments.Concat(ofSdl).Concat(ofSchemas).Select(f => f.Path)];

    [Fact]
    public void The_rules_for_documents_are_those_of_graphql_js_and_the_limits() =>
        Assert.Equal(specifiedRules.Concat(furtherRules).Concat(limits).Order(), ofDocuments.Select(f => f.Name).Order());

    [Fact]
    public void The_rules_for_type_systems_are_those_of_graphql_js() =>
        Assert.Equal(specifiedSdlRules.Order(), ofSdl.Select(f => f.Name).Order());

    [Fact]
    public void The_rules_for_schemas_are_one_for_each_thing_a_schema_can_have_wrong() =>
        Assert.Equal(schemaRules.Order(), ofSchemas.Select(f => f.Name).Order());

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_has_a_file_of_its_own_and_its_name(string path)
    {
        var file = Read(path);
        var types = TopLevel().Matches(string.Join('\n', file.Code)).Select(m => m.Groups[1].Value);

        Assert.Equal([file.Name], types);
        Assert.Contains($"new {file.Name}(", Repository.Read(
            path.Contains("/Sdl/", StringComparison.Ordinal) ? "src/Jim.GraphQL/Validation/Sdl/SdlValidator.cs"
            : path.Contains("/TypeSystem/", StringComparison.Ordinal) ? "src/Jim.GraphQL/Validation/TypeSystem/SchemaValidator.cs"
            : "src/Jim.GraphQL/Validation/SpecifiedRules.cs"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Above_a_rule_stands_its_section_or_whose_rule_it_is(string path)
    {
        var file = Read(path);
        var sections = Sections(file);
        var isForeign = Comment(file).Contains("(not of the specification: ", StringComparison.Ordinal);

        Assert.True(isForeign != sections.Count > 0, $"says neither a section nor whose rule it is, or both:\n{Comment(file)}");
        Assert.All(sections, s => Assert.Equal(Specification.Titles.GetValueOrDefault(s.Number), s.Title));
    }

    [Fact]
    public void Every_section_of_the_chapter_on_validation_has_its_rule() =>
        Assert.Empty(Specification.ValidationSections.Except(ofDocuments.SelectMany(Sections).Select(s => s.Number)));

    [Fact]
    public void Errors_lead_to_sections_that_are_there()
    {
        var anchors = Repository.CSharp("src/Jim.GraphQL/Validation").SelectMany(f => Anchor().Matches(f.Text)).Select(m => m.Groups[1].Value)
            .Where(a => !DraftAnchor().IsMatch(a)).Distinct().ToList();

        Assert.True(anchors.Count > 20);
        Assert.Empty(anchors.Except(Specification.Anchors));
    }

    private static SourceFile Read(string path) => new(path, Repository.Read(path));

    /// <summary>The comment above the type, on one line.</summary>
    private static string Comment(SourceFile file) => string.Join(' ', file.Lines
        .TakeWhile(line => !line.StartsWith("internal", StringComparison.Ordinal))
        .Where(line => line.StartsWith("///", StringComparison.Ordinal))
        .Select(line => line[3..].Trim()));

    /// <summary>Sections with their titles, cited as <c>(spec 5.7.1, Directives Are Defined; spec 3.13, Directives)</c>.</summary>
    private static List<(string Number, string Title)> Sections(SourceFile file) =>
        [.. Section().Matches(Comment(file)).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];

    [GeneratedRegex(@"spec ([\d.]+), ([^;)]+)")]
    private static partial Regex Section();

    [GeneratedRegex(@"\bclass \w+ : ISdlRule\b")]
    private static partial Regex SdlRule();

    [GeneratedRegex(@"\bclass \w+ : ISchemaRule\b")]
    private static partial Regex SchemaRule();

    [GeneratedRegex(@"^\w[\w ]*\b(?:class|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevel();

    [GeneratedRegex("\"(sec-[^\"]+)\"")]
    private static partial Regex Anchor();

    /// <summary>Headings of the draft of incremental delivery, which HotChocolate tells in the same way.</summary>
    [GeneratedRegex("^sec-(?:Defer-And-Stream|Stream-Directives)-")]
    private static partial Regex DraftAnchor();
}
