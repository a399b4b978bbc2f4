namespace Jim.Platform.Protocol;

/// <summary>
/// What becomes of the same request when it is tried again later. Work that was acknowledged, as a queued mutation, is kept and tried again
/// by this.
/// </summary>
public enum LaterTry
{
    /// <summary>It would be refused again, however long one waits.</summary>
    Fails,

    /// <summary>Nobody can tell: perhaps a fault of the moment, perhaps one that stays. Worth a bounded number of tries.</summary>
    MaySucceed,

    /// <summary>It passes by waiting: too much is going on, another transaction was in the way, or a service is away.</summary>
    PassesByWaiting,
}
