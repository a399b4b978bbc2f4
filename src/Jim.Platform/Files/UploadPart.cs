namespace Jim.Platform.Files;

/// <summary>A file as a client sends it. Name and type are its claims.</summary>
/// <param name="Content">Read once, to its end; left open.</param>
public sealed record UploadPart(Stream Content, string? DeclaredName, string? DeclaredType);
