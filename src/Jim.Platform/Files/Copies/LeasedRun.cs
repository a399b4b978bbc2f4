namespace Jim.Platform.Files.Copies;

/// <summary>Work that goes on as long as its lease holds.</summary>
internal static class LeasedRun
{
    /// <param name="renew">False: another worker has it now.</param>
    public static async Task RunAsync(
        TimeSpan lease, Func<CancellationToken, Task<bool>> renew, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var renewal = RenewAsync(lease, renew, running);
        try
        {
            await work(running.Token);
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested)
        {
            // The process stops, or another worker has the work: whoever claims it next begins anew.
        }
        finally
        {
            await running.CancelAsync();
            await renewal;
        }
    }

    private static async Task RenewAsync(TimeSpan lease, Func<CancellationToken, Task<bool>> renew, CancellationTokenSource running)
    {
        using var timer = new PeriodicTimer(lease / 3);
        try
        {
            while (await timer.WaitForNextTickAsync(running.Token))
            {
                if (!await renew(running.Token))
                {
                    await running.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
        catch (Npgsql.NpgsqlException)
        {
            // A database that is away is not yet a lost lease; where it lapses, the fence decides.
        }
    }
}
