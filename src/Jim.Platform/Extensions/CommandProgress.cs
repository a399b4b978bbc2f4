using Jim.Platform.Jobs;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Extensions;

/// <summary>
/// Writes how far a run is to its job, the newest value only, at most five times a second. What cannot be written is left out: it is for
/// people who watch.
/// </summary>
internal sealed class CommandProgress(JobRow job, JobStore store, TimeProvider timeProvider) : IProgress<double>, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();
    private double? _newest;
    private Task _writing = Task.CompletedTask;

    public void Report(double value)
    {
        lock (_lock)
        {
            _newest = double.IsNaN(value) ? _newest : value;
            if (_writing.IsCompleted && !_ended.IsCancellationRequested)
            {
                _writing = Task.Run(WriteAsync);
            }
        }
    }

    /// <summary>Nothing is written after it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _writing;
        _ended.Dispose();
    }

    private async Task WriteAsync()
    {
        while (Take() is { } value)
        {
            try
            {
                await store.ProgressAsync(job, value, CancellationToken.None);
            }
            catch (Exception e) when (e is NpgsqlException || PostgresFailure.IsUnavailable(e))
            {
                // The next value may be written.
            }

            await Task.Delay(Pause, timeProvider, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Null: there is nothing to write, and the next report begins anew.</summary>
    private double? Take()
    {
        lock (_lock)
        {
            var taken = _ended.IsCancellationRequested ? null : _newest;
            _newest = null;
            _writing = taken is null ? Task.CompletedTask : _writing;
            return taken;
        }
    }
}
