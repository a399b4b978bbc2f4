using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Planning;

/// <summary>The kitchen-sink database with rows, made once for a class.</summary>
public sealed class KitchenSinkHost : IAsyncLifetime
{
    internal QueryHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await QueryHost.CreateAsync(
        ["public", "audit"], await ReadAsync("KitchenSink.sql"), await ReadAsync("KitchenSinkData.sql"));

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, file));
}
