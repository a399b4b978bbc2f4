namespace Jim.Platform.Files;

/// <summary>What a signed link gives access to: one version of a file, for whoever holds the link, until it expires.</summary>
/// <param name="AsAttachment">True: offered for saving, whatever its type.</param>
public sealed record FileLink(Guid FileId, Guid VersionId, DateTimeOffset Expires, bool AsAttachment = false);
