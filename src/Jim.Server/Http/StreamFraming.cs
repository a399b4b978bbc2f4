using System.Diagnostics;
using System.Text;

namespace Jim.Server.Http;

/// <summary>What stands around the results of a stream.</summary>
/// <param name="ContentType">Of the whole.</param>
/// <param name="First">Before the first result.</param>
/// <param name="Next">Before each other.</param>
/// <param name="After">After each, sent with it.</param>
/// <param name="End">After the last.</param>
/// <param name="KeepAlive">Sent while there is nothing to tell; empty: the format has nothing for it.</param>
public sealed record StreamFraming(string ContentType, byte[] First, byte[] Next, byte[] After, byte[] End, byte[] KeepAlive)
{
    /// <summary>Server-sent events, one connection an operation (graphql-sse's distinct connections mode).</summary>
    private static readonly StreamFraming Events = Of(
        "text/event-stream", "event: next\ndata: ", "event: next\ndata: ", "\n\n", "event: complete\ndata:\n\n", ":\n\n");

    /// <summary>
    /// Boundary <c>-</c>, byte for byte as HotChocolate. The boundary that ends a part is sent with it: clients read a part when they see
    /// its end.
    /// </summary>
    private static readonly StreamFraming Parts = Of(
        "multipart/mixed; boundary=\"-\"", "\r\n---" + PartHead, PartHead, "\r\n---", "--\r\n", "");

    private static readonly StreamFraming Lines = Of("application/jsonl; charset=utf-8", "", "", "\n", "", " \n");
    private static readonly StreamFraming GraphQLLines = Lines with { ContentType = "application/graphql-response+jsonl; charset=utf-8" };
    private static readonly StreamFraming JsonArray = Of("application/json; charset=utf-8", "[", ",", "", "]", "");
    private static readonly StreamFraming GraphQLArray =
        JsonArray with { ContentType = "application/graphql-response+json; charset=utf-8" };

    private const string PartHead = "\r\nContent-Type: application/json; charset=utf-8\r\n\r\n";

    /// <summary>The framing of a format; the results of a batch in a format of one answer are a JSON array.</summary>
    public static StreamFraming Of(ResponseFormat format) => format switch
    {
        ResponseFormat.EventStream => Events,
        ResponseFormat.Multipart => Parts,
        ResponseFormat.JsonLines => Lines,
        ResponseFormat.GraphQLResponseLines => GraphQLLines,
        ResponseFormat.Json => JsonArray,
        ResponseFormat.GraphQLResponse => GraphQLArray,
        _ => throw new UnreachableException($"The format {format} has no framing."),
    };

    private static StreamFraming Of(string contentType, string first, string next, string after, string end, string keepAlive) => new(
        contentType, Encoding.ASCII.GetBytes(first), Encoding.ASCII.GetBytes(next), Encoding.ASCII.GetBytes(after),
        Encoding.ASCII.GetBytes(end), Encoding.ASCII.GetBytes(keepAlive));
}
