namespace Jim.Platform.Jobs;

/// <summary>Something that one process of the installation does regularly: the <see cref="Keeper"/> that leads.</summary>
public interface IKeeperDuty
{
    /// <summary>Pause between two rounds.</summary>
    TimeSpan Every { get; }

    /// <summary>One round. An exception is logged, and the next round comes all the same.</summary>
    /// <param name="isFirst">True: this process has just begun to lead.</param>
    Task RunAsync(bool isFirst, CancellationToken cancellationToken);
}
