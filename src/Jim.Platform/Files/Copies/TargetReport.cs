namespace Jim.Platform.Files.Copies;

/// <summary>How a target is.</summary>
/// <param name="Files">Versions that it lacks, or has a wrong copy of.</param>
/// <param name="Bytes">Of those versions.</param>
/// <param name="Behind">How long the oldest of them has waited; zero: there is none.</param>
/// <param name="Error">Why its last call failed; null: it did not.</param>
/// <param name="FailingFor">Since when calls fail; null: they do not.</param>
/// <param name="Role">copy or mirror.</param>
/// <param name="ComparedAt">When all of a mirror was last compared; null: never.</param>
public sealed record TargetReport(
    string Name, long Files, long Bytes, TimeSpan Behind, string? Error, TimeSpan? FailingFor, string Role, DateTime? ComparedAt);
