using System.Text.Json;

namespace Jim.Conformance.Suites;

/// <summary>A suite whose cases are checked one by one, each for itself.</summary>
public abstract class CaseSuite : IConformanceSuite
{
    public abstract string File { get; }

    public IEnumerable<CaseResult> Run(ConformanceFile file, SchemaLibrary schemas) =>
        file.Cases.Select(c => Expectation.Check(c, testCase => Run(testCase, file, schemas)));

    protected abstract CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas);
}
