using Jim.Platform.Protocol;

namespace Jim.Server.WebSockets;

/// <summary>Something to send; <see cref="Response"/> is disposed once it is written.</summary>
public sealed record OutgoingMessage(string Type, string? Id, GraphQLResponse? Response, bool IsError = false)
{
    public static OutgoingMessage Next(string id, GraphQLResponse response) => new("next", id, response);

    public static OutgoingMessage Error(string id, GraphQLResponse response) => new("error", id, response, IsError: true);
}
