using Jim.Platform.Protocol;

namespace Jim.Server.WebSockets;

/// <summary>
/// A message for the client. <see cref="Response"/> is disposed once it is written, or when the socket closes before that.
/// </summary>
/// <param name="Type">The name of the message in graphql-transport-ws, except that of keep-alives, which is the dialect's.</param>
/// <param name="Id">The id that the client gave the operation; null for messages of the connection.</param>
/// <param name="Response">The payload; null: the message has none.</param>
/// <param name="IsError">True: only the errors of <paramref name="Response"/> are written, not its data.</param>
public sealed record OutgoingMessage(string Type, string? Id, GraphQLResponse? Response, bool IsError = false)
{
    private const string CompleteType = "complete";

    /// <summary>Once it is stopped, the message is dropped instead of being sent; null: the message belongs to no operation.</summary>
    public SocketOperation? Operation { get; init; }

    /// <summary>Counts the message among what waits for slow clients; null: it is not counted.</summary>
    public IDisposable? Held { get; init; }

    /// <summary>No message of the same operation follows.</summary>
    public bool EndsOperation => IsError || (Type == CompleteType && Id is not null);

    /// <summary>Returns the buffer of the response. Nothing can be sent of it any more.</summary>
    public void Release()
    {
        Response?.Dispose();
        Held?.Dispose();
    }

    public static OutgoingMessage Next(string id, GraphQLResponse response) => new("next", id, response);

    public static OutgoingMessage Complete(string id) => new(CompleteType, id, null);

    public static OutgoingMessage Error(string id, GraphQLResponse response) => new("error", id, response, IsError: true);
}
