namespace Jim.Platform.Messaging;

/// <summary>A message was not stored, or it is not known whether it was. The message names queue and reason, never a body.</summary>
public sealed class MessageBusException : Exception
{
    public MessageBusException(string message)
        : base(message)
    {
    }

    public MessageBusException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
