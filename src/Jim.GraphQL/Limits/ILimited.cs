namespace Jim.GraphQL.Limits;

/// <summary>Options with limits that an operator can change by settings.</summary>
/// <typeparam name="TSelf">The type of the options that implement the interface.</typeparam>
public interface ILimited<TSelf>
    where TSelf : ILimited<TSelf>
{
    /// <summary>Descriptions of all limits among these options.</summary>
    static abstract ImmutableArray<Limit<TSelf>> Limits { get; }

    /// <summary>
    /// Descriptions of the limits that the code reading these options has besides them: constants that no setting changes.
    /// </summary>
    static virtual ImmutableArray<Limit> FixedLimits => [];
}
