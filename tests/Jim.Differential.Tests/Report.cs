namespace Jim.Differential.Tests;

/// <summary>What a disagreement is told with: seed, smallest document, both verdicts, the document as it was made.</summary>
public static class Report
{
    public static string Of(Case made, Case shrunk, Verdict ours, Verdict theirs) =>
        $"JIM_FUZZ_SEED={made.Seed}\n{shrunk}\n\nJim: {ours}\nnpm graphql: {theirs}\n\nAs it was made:\n{made}";
}
