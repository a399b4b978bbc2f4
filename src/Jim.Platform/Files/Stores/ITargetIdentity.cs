namespace Jim.Platform.Files.Stores;

/// <summary>Who a target is, as the database knows it.</summary>
public interface ITargetIdentity
{
    Task<TargetIdentity> FindAsync(CancellationToken cancellationToken);

    /// <summary>Notes that the target's folder has its mark.</summary>
    Task MarkedAsync(CancellationToken cancellationToken);
}

/// <summary>What the mark of a target's folder says.</summary>
/// <param name="IsMarked">The folder was given its mark before.</param>
public sealed record TargetIdentity(Guid Id, bool IsMarked);
