namespace Jim.Platform.Files.Spooling;

/// <summary>A file found in the spool.</summary>
/// <param name="IsPart">True: its upload never ended.</param>
public sealed record SpoolEntry(string Key, bool IsPart);
