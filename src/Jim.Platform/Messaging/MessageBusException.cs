namespace Jim.Platform.Messaging;

/// <summary>The broker did not take a message, or cannot be reached.</summary>
public sealed class MessageBusException(string message, Exception? inner = null) : Exception(message, inner);
