namespace Jim.Platform.Files;

/// <summary>What may arrive of a file, known before its first byte.</summary>
/// <param name="SizeMax">Bytes.</param>
/// <param name="TypesAllowed">Patterns as <c>image/*</c>; empty: all.</param>
public sealed record UploadAllowance(long SizeMax, ImmutableArray<string> TypesAllowed)
{
    /// <summary>Whatever one of the two allows.</summary>
    public UploadAllowance Or(UploadAllowance other) => new(
        Math.Max(SizeMax, other.SizeMax),
        TypesAllowed.IsEmpty || other.TypesAllowed.IsEmpty ? [] : [.. TypesAllowed, .. other.TypesAllowed]);
}
