namespace Jim.Platform.Tests.Files;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("jim-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
