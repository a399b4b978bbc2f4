using System.Collections.Immutable;

namespace Jim.GraphQL.Limits;

/// <summary>Options that hold bounds which settings move.</summary>
/// <typeparam name="TSelf">The options themselves.</typeparam>
public interface ILimited<TSelf>
    where TSelf : ILimited<TSelf>
{
    /// <summary>Every bound of these options.</summary>
    static abstract ImmutableArray<Limit<TSelf>> Limits { get; }

    /// <summary>Bounds of the code that reads these options, which no setting moves and which are not properties of the options.</summary>
    static virtual ImmutableArray<Limit> FixedLimits => [];
}
