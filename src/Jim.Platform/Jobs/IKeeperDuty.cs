namespace Jim.Platform.Jobs;

/// <summary>
/// Something that must be done regularly, and by one process of the installation only: the <see cref="Keeper"/> that leads.
/// </summary>
public interface IKeeperDuty
{
    /// <summary>The pause between the end of one round and the start of the next.</summary>
    TimeSpan Every { get; }

    /// <summary>Does one round. An exception is logged, and the next round takes place as usual.</summary>
    /// <param name="isFirst">True: this process has just begun to lead.</param>
    Task RunAsync(bool isFirst, CancellationToken cancellationToken);
}
