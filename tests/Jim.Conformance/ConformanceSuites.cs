using Jim.Conformance.Suites;

namespace Jim.Conformance;

/// <summary>The suites, one for each file of the corpus.</summary>
public static class ConformanceSuites
{
    public static IReadOnlyList<IConformanceSuite> All { get; } = [new LexerSuite(), new ParserSuite(), new SdlValidationSuite()];

    public static IConformanceSuite? For(string file) => All.FirstOrDefault(s => s.File == file);
}
