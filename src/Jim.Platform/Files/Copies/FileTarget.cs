using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;

namespace Jim.Platform.Files.Copies;

/// <summary>
/// A place that keeps copies, with what this process knows of it: whether it answered last time. One that did not rests for a while, longer
/// after each failure, so that a dead target costs nobody's time; others are read and written before it.
/// </summary>
public sealed class FileTarget(IObjectStore store, TimeProvider timeProvider) : IObjectStore
{
    /// <summary>The longest rest: so soon after an outage its copies are made.</summary>
    private static readonly TimeSpan restMax = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _waiting = new(0, 1);
    private int _failures;
    private DateTimeOffset _restsUntil;

    public string Target => store.Target;

    public string Address => store.Address;

    /// <summary>Why the last call failed, without keys and secrets; null: it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>How much longer it should be left alone; zero: not at all.</summary>
    public TimeSpan Rest
    {
        get
        {
            lock (_lock)
            {
                var rest = _restsUntil - timeProvider.GetUtcNow();
                return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
            }
        }
    }

    public Task<PutReceipt> PutAsync(
        string key, Stream content, long length, ReadOnlyMemory<byte> sha256, string mimeType, CancellationToken cancellationToken) =>
        WatchAsync(() => store.PutAsync(key, content, length, sha256, mimeType, cancellationToken));

    public Task<Stream> GetAsync(string key, long offset, long? length, CancellationToken cancellationToken) =>
        WatchAsync(() => store.GetAsync(key, offset, length, cancellationToken));

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken) =>
        WatchAsync(() => store.HeadAsync(key, cancellationToken));

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => WatchAsync(async () =>
    {
        await store.DeleteAsync(key, cancellationToken);
        return true;
    });

    public IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => WatchAsync(async () =>
    {
        await store.CheckAsync(cancellationToken);
        return true;
    });

    /// <summary>A copy for this target waits: ends a wait of <see cref="WaitAsync"/>.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (_waiting.CurrentCount == 0)
            {
                _waiting.Release();
            }
        }
    }

    /// <summary>Until <see cref="Wake"/> was called, or so long.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _waiting.WaitAsync(most, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        _waiting.Dispose();
    }

    private async Task<T> WatchAsync<T>(Func<Task<T>> call)
    {
        try
        {
            var answer = await call();
            Answered();
            return answer;
        }
        catch (ObjectStoreException e) when (e.IsTransient)
        {
            Failed(e.Message);
            throw;
        }
        catch (ObjectStoreException)
        {
            Answered();
            throw;
        }
    }

    private void Answered()
    {
        if (Fault is not null)
        {
            lock (_lock)
            {
                (_failures, _restsUntil, Fault) = (0, default, null);
            }
        }
    }

    private void Failed(string fault)
    {
        lock (_lock)
        {
            // Calls that were under way together fail together, which is one failure.
            if (timeProvider.GetUtcNow() >= _restsUntil)
            {
                _restsUntil = timeProvider.GetUtcNow() + Backoff.After(_failures++, restMax);
            }

            Fault = fault;
        }
    }
}
