using Jim.GraphQL.Types;

namespace Jim.Differential.Tests;

/// <summary>A disagreement is told with a document that a reader takes in at a glance.</summary>
public sealed class ShrinkerTests
{
    private const int TokensMax = 30;

    [Theory]
    [InlineData("FieldsOnCorrectTypeRule")]
    [InlineData("ScalarLeafsRule")]
    [InlineData("UniqueArgumentNamesRule")]
    [InlineData("NoFragmentCyclesRule")]
    public async Task A_broken_document_shrinks_to_what_is_broken(string rule)
    {
        var sdl = await File.ReadAllTextAsync(Repository.PathOf("tests/Jim.Benchmarks/Language/Documents/schema.graphql"));
        var view = new SchemaView(SchemaBuilder.FromSdl(sdl), RoleMask.Everyone);
        bool Breaks(Case request) => Judgement.Of(view, request).Faults is [var fault] && fault.Rule == rule;
        var broken = Enumerable.Range(1, 10_000).Select(seed => OperationGenerator.Make(new WholeMenu(view), seed, slips: 1))
            .First(request => request.Document.Length > 400 && Breaks(request));

        var shrunk = await new Shrinker(request => Task.FromResult(Breaks(request))).ShrinkAsync(broken);

        Assert.True(Breaks(shrunk));
        Assert.True(TokenText.Cut(shrunk.Document).Count <= TokensMax, shrunk.Document);
    }
}
