namespace Jim.Data.Tests;

/// <summary>A folder with these files, gone at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(params (string Name, string Text)[] files)
    {
        Path = Directory.CreateTempSubdirectory("jim-migrations-").FullName;
        foreach (var (name, text) in files)
        {
            Write(name, text);
        }
    }

    public string Path { get; }

    public void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Path, name), text);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
