namespace Jim.EndToEnd.Tests;

/// <summary>The app of docs/expo.md, as the TypeScript compiler sees it, with the libraries that it imports.</summary>
public sealed class ExpoSnippetTests
{
    [Fact]
    public Task The_snippet_fits_the_libraries() =>
        ClientLibraries.CheckTypesAsync(DocumentPage.Read("docs/expo.md").Blocks.Single(b => b.Language == "tsx").Text);
}
