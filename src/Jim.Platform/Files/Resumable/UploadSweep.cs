using Jim.Platform.Jobs;

namespace Jim.Platform.Files.Resumable;

/// <summary>Removes resumable uploads that have expired.</summary>
public sealed class UploadSweep(ResumableUploads uploads) : IKeeperDuty
{
    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public Task RunAsync(bool isFirst, CancellationToken cancellationToken) => uploads.SweepAsync(cancellationToken);
}
