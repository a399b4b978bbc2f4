namespace Jim.Platform.Tests.Files;

/// <summary>Tests over a database, a spool and a store that all tests of the class share; they are ready before each test.</summary>
public abstract class FilesTests(FilesWorld world) : IClassFixture<FilesWorld>, IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected FilesWorld World { get; } = world;

    public virtual ValueTask InitializeAsync() => World.ReadyAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
