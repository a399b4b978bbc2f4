namespace Jim.Platform.Extensions;

/// <summary>An extension cannot be used. The message is for the operator, and says what to do.</summary>
public sealed class ExtensionException(string message) : Exception(message);
