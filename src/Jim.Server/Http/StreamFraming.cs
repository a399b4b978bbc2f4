using System.Diagnostics;
using System.Text;

namespace Jim.Server.Http;

/// <summary>The bytes that a stream format puts around results.</summary>
/// <param name="ContentType">The content type of the whole answer.</param>
/// <param name="First">Is written before the first result.</param>
/// <param name="Next">Is written before each further result.</param>
/// <param name="After">Is written after each result and sent together with it.</param>
/// <param name="End">Is written after the last result.</param>
/// <param name="KeepAlive">Is sent while there are no results; empty: the format has no such message.</param>
public sealed record StreamFraming(string ContentType, byte[] First, byte[] Next, byte[] After, byte[] End, byte[] KeepAlive)
{
    /// <summary>Server-sent events, a connection for each operation (the "distinct connections mode" of graphql-sse).</summary>
    private static readonly StreamFraming Events = Create(
        "text/event-stream", "event: next\ndata: ", "event: next\ndata: ", "\n\n", "event: complete\ndata:\n\n", ":\n\n");

    /// <summary>
    /// Parts with the boundary <c>-</c>, byte for byte as HotChocolate writes them. The boundary that ends a part is sent with it, because
    /// clients read a part when they see its end.
    /// </summary>
    private static readonly StreamFraming Parts = Create(
        "multipart/mixed; boundary=\"-\"", "\r\n---" + PartHead, PartHead, "\r\n---", "--\r\n", "");

    private static readonly StreamFraming Lines = Create("application/jsonl; charset=utf-8", "", "", "\n", "", " \n");
    private static readonly StreamFraming GraphQLLines = Lines with { ContentType = "application/graphql-response+jsonl; charset=utf-8" };
    private static readonly StreamFraming JsonArray = Create("application/json; charset=utf-8", "[", ",", "", "]", "");
    private static readonly StreamFraming GraphQLArray =
        JsonArray with { ContentType = "application/graphql-response+json; charset=utf-8" };

    private const string PartHead = "\r\nContent-Type: application/json; charset=utf-8\r\n\r\n";

    /// <summary>The framing of a format. In a format for single answers the results of a batch are written as a JSON array.</summary>
    public static StreamFraming For(ResponseFormat format) => format switch
    {
        ResponseFormat.EventStream => Events,
        ResponseFormat.Multipart => Parts,
        ResponseFormat.JsonLines => Lines,
        ResponseFormat.GraphQLResponseLines => GraphQLLines,
        ResponseFormat.Json => JsonArray,
        ResponseFormat.GraphQLResponse => GraphQLArray,
        _ => throw new UnreachableException($"The format {format} has no framing."),
    };

    private static StreamFraming Create(string contentType, string first, string next, string after, string end, string keepAlive) => new(
        contentType, Encoding.ASCII.GetBytes(first), Encoding.ASCII.GetBytes(next), Encoding.ASCII.GetBytes(after),
        Encoding.ASCII.GetBytes(end), Encoding.ASCII.GetBytes(keepAlive));
}
