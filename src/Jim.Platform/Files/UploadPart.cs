namespace Jim.Platform.Files;

/// <summary>A file as a client sends it. Name and type are what the client says of it; nothing has checked them.</summary>
/// <param name="Content">Read once, to its end; left open.</param>
public sealed record UploadPart(Stream Content, string? DeclaredName, string? DeclaredType);
