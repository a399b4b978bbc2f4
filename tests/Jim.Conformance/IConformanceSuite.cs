namespace Jim.Conformance;

/// <summary>Runs the cases of one file of the corpus by the rules of its README.</summary>
public interface IConformanceSuite
{
    /// <summary>The file's name, as <c>lexer.json</c>.</summary>
    string File { get; }

    /// <summary>One result for each case, in file order.</summary>
    IEnumerable<CaseResult> Run(ConformanceFile file, SchemaLibrary schemas);
}
