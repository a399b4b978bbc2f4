using Jim.Conformance.Suites;

namespace Jim.Conformance;

/// <summary>The suites, one for each file of the corpus.</summary>
public static class ConformanceSuites
{
    public static IReadOnlyList<IConformanceSuite> All { get; } =
    [
        new LexerSuite(), new ParserSuite(), new SdlValidationSuite(), new ValidationSuite(), new VariableSuite(), new LiteralSuite(),
            new InputSuite(),
        new ResultSuite(), new ExecutionSuite(), new PropertyExecutionSuite(), new IntrospectionSuite(), new MultipartSuite(),
    ];

    /// <summary>The suite of a file: that of its name, else the one whose name it begins with (<c>parser-more.json</c>).</summary>
    public static IConformanceSuite? For(string file) => All
        .Where(s => file.StartsWith(Path.GetFileNameWithoutExtension(s.File), StringComparison.Ordinal))
        .MaxBy(s => s.File.Length);
}
