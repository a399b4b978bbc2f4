namespace Jim.GraphQL.Tests.Conformance;

public sealed class IntrospectionConformanceTests
{
    [Fact]
    public void All_cases_of_the_corpus_pass() => Corpus.AllPass("introspection.json");
}
