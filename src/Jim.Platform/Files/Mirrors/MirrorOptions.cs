using Cronos;

namespace Jim.Platform.Files.Mirrors;

/// <summary>What happens in a mirror to a file that was deleted, or that it should not show any more.</summary>
public enum MirrorDelete
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It is moved to <c>.trash</c>.</summary>
    Trash,

    Delete,
}

/// <summary>How one mirror works.</summary>
/// <param name="Target">The name in <c>jim.targets</c>.</param>
public sealed record MirrorOptions(string Target)
{
    public MirrorDelete Delete { get; init; }

    /// <summary>So much of the mirror may be removed within an hour; of fewer than <see cref="BrakeLeast"/> files the share does not matter.</summary>
    public double BrakeShare { get; init; } = 0.5;

    /// <summary>So many files may be removed within an hour.</summary>
    public int BrakeFiles { get; init; } = 1_000;

    /// <summary>The share of a mirror with three files would stop what people do every day.</summary>
    public const int BrakeLeast = 10;

    /// <summary>True: former versions too, below <c>.versions</c>.</summary>
    public bool AllVersions { get; init; }

    /// <summary>When all of it is compared with the files, in UTC.</summary>
    public CronExpression Schedule { get; init; } = CronExpression.Parse("0 3 * * *");
}
