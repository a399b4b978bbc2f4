namespace Jim.Platform.Backups;

/// <summary>Adds up what the threads of one step have done, and tells of it every few hundred kilobytes.</summary>
internal sealed class StepProgress(string step, long total, Action<BackupProgress> report)
{
    private const long Portion = 256 * 1024;
    private long _done;
    private long _told;

    public void Add(long bytes)
    {
        var done = Interlocked.Add(ref _done, bytes);
        if (done - Interlocked.Read(ref _told) >= Portion || done >= total)
        {
            Interlocked.Exchange(ref _told, done);
            report(new(step, Math.Min(done, total), total));
        }
    }
}
