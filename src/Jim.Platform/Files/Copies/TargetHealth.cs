using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;

namespace Jim.Platform.Files.Copies;

/// <summary>
/// What this process knows of a target: whether it answered last time. One that did not rests for a while, longer after each failure, so that
/// a dead target costs nobody's time.
/// </summary>
public sealed class TargetHealth(TimeProvider timeProvider) : IDisposable
{
    /// <summary>The longest rest: so soon after an outage its copies are made.</summary>
    private static readonly TimeSpan restMax = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _waiting = new(0, 1);
    private int _failures;
    private DateTimeOffset _restsUntil;

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

    /// <summary>Work for this target waits: ends a wait of <see cref="WaitAsync"/>.</summary>
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

    /// <summary>Makes a call to the target, and notes whether it answered.</summary>
    public async Task<T> WatchAsync<T>(Func<Task<T>> call)
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

    /// <inheritdoc cref="WatchAsync{T}"/>
    public Task WatchAsync(Func<Task> call) => WatchAsync(async () =>
    {
        await call();
        return true;
    });

    public void Dispose() => _waiting.Dispose();

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
