using Jim.Postgres.Catalog;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Postgres.Schema;

/// <summary>
/// Holds the current <see cref="DatabaseSnapshot"/> and replaces it when the database's structure or grants change. Looks at the catalog's
/// state at a steady beat (event triggers would need a superuser, which managed databases do not give) and reads it all only where that
/// moved. A structure that cannot be told as a schema leaves the last good one in place.
/// </summary>
public sealed partial class CatalogWatcher(
    NpgsqlDataSource dataSource, CatalogOptions catalogOptions, SchemaOptions schemaOptions, TimeProvider timeProvider,
    ILogger<CatalogWatcher> logger)
    : IDisposable
{
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _checking = new(1, 1);
    private volatile DatabaseSnapshot? _current;
    private string? _state;

    /// <summary>
    /// A new snapshot took the place of another. Raised on the watcher's own thread of control, after <see cref="Current"/> is the new one.
    /// </summary>
    public event Func<DatabaseSnapshot, CancellationToken, Task>? Changed;

    /// <summary>Throws <see cref="InvalidOperationException"/> before <see cref="StartAsync"/>.</summary>
    public DatabaseSnapshot Current => _current ?? throw new InvalidOperationException("The catalog was not read yet.");

    /// <summary>Reads the first snapshot. Throws <see cref="SchemaException"/> or <see cref="NpgsqlException"/>.</summary>
    public async Task<DatabaseSnapshot> StartAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        return Current;
    }

    /// <summary>Looks now, as after a migration. True when there is a new snapshot. Throws as <see cref="StartAsync"/>.</summary>
    public async Task<bool> CheckAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await _checking.WaitAsync(either.Token);
        try
        {
            return await ReplaceAsync(either.Token);
        }
        finally
        {
            _checking.Release();
        }
    }

    /// <summary>Looks at every beat until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat, timeProvider);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(cancellationToken);
                await CheckAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (SchemaException e)
            {
                Log.Refused(logger, e.Message);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                Log.Paused(logger, e.GetType().Name);
            }
        }
    }

    public void Dispose() => _checking.Dispose();

    private async Task<bool> ReplaceAsync(CancellationToken cancellationToken)
    {
        // The state first: what changes while the catalog is read moves it again.
        var state = await CatalogReader.ReadStateAsync(dataSource, catalogOptions, cancellationToken);
        if (state == _state)
        {
            return false;
        }

        var before = _current;
        var catalog = await CatalogReader.ReadAsync(dataSource, catalogOptions, cancellationToken);
        _state = state;
        if (catalog.Fingerprint == before?.Catalog.Fingerprint)
        {
            return false;
        }

        var next = new DatabaseSnapshot(catalog, SchemaGenerator.Generate(catalog, schemaOptions), (before?.Version ?? 0) + 1);
        _current = next;
        if (before is not null)
        {
            Log.Replaced(logger, next.Version, catalog.Relations.Length);
            if (Changed is { } changed)
            {
                await changed(next, cancellationToken);
            }
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(
            2101, LogLevel.Information, "The database's structure or grants changed: schema version {Version} with {Relations} relations.")]
        public static partial void Replaced(ILogger logger, long version, int relations);

        [LoggerMessage(2102, LogLevel.Error, "The changed database cannot be told as a schema, the last one stays: {Why}")]
        public static partial void Refused(ILogger logger, string why);

        [LoggerMessage(2103, LogLevel.Warning, "The catalog cannot be read ({Fault}); the schema stays as it is.")]
        public static partial void Paused(ILogger logger, string fault);
    }
}
