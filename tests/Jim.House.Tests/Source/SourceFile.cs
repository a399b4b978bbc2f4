namespace Jim.House.Tests;

/// <summary>One C# file, with its lines as written and as code (comments and the inside of strings blanked, columns kept).</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public string[] Lines { get; } = Text.Split('\n');

    public string[] Code { get; } = CodeOnly.Of(Text).Split('\n');

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary><c>path:line  text</c> of each line of code that <paramref name="isBad"/> holds for.</summary>
    public IEnumerable<string> Where(Func<string, bool> isBad) =>
        Code.Index().Where(line => isBad(line.Item)).Select(line => $"{Path}:{line.Index + 1}  {Lines[line.Index].Trim()}");
}
