namespace Jim.Platform.Persisted;

/// <summary>Which operations may run.</summary>
/// <param name="TrustedOnly"><c>JIM_ONLY_PERSISTED=on</c>: for all but administrators, only <see cref="TrustedOperations"/>.</param>
/// <param name="Explain">True in development: a refusal names the setting that is the reason for it.</param>
public sealed record PersistedOptions(bool TrustedOnly, bool Explain)
{
    public string? Hint => Explain
        ? "JIM_ONLY_PERSISTED is on: send the id or the exact text of an operation of JIM_OPERATIONS, or ask as an administrator."
        : null;
}
