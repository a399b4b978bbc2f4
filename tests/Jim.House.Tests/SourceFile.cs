namespace Jim.House.Tests;

/// <summary>One C# file; the path is relative to the root of the repository, with forward slashes.</summary>
internal sealed record SourceFile(string Path, string Text);
