using Jim.GraphQL.Errors;
using Jim.Server.Http;
using Jim.Server.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Jim.Server.Tests;

/// <summary>Whatever the address of a GET or the message of a socket: a request, or a refusal that says why.</summary>
public sealed class RequestTextFuzzTests
{
    private static readonly string[] Queries =
    [
        "?query={a(b:$b)}&variables={\"b\":[1,{\"c\":\"\u00e9\"}]}&operationName=A&extensions={\"persistedQuery\":{\"version\":1}}",
        "?id=abc&variables=null", "?documentId=x&query=%7Ba%7D&extensions={}",
    ];

    private static readonly string[] Messages =
    [
        """{"type":"connection_init","payload":{"authorization":"Bearer x","headers":{"Authorization":"y"}}}""",
        """{"id":"1","type":"subscribe","payload":{"query":"subscription { a }","variables":{"a":1}}}""", """{"type":"ping"}""",
        """{"id":"1","type":"complete"}""",
    ];

    private static readonly string[] Pieces =
    [
        "&", "=", "%", "%00", "%ff", "%ud800", "+", "#", "{", "}", "[", "]", "\"", "\\", "\\ud800", "\\u0000", ":", ",", "null", "1e999",
        "{\"\\ud800\":1}", "variables=", "query=",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\"type\":", "\"id\":7,", "\0", "\u00e9", "\ufeff",
        "// c\n",
    ];

    [Fact]
    public void Addresses() => Fuzz.Run(
        (random, told) =>
        {
            var text = Encoding.UTF8.GetString(Mutate(Queries, random));
            told.Add(text);
            Effort.IsSmall(() => ReadAddress(text));
        },
        share: 0.5);

    [Fact]
    public void Messages_of_sockets() => Fuzz.Run(
        (random, told) =>
        {
            var message = Mutate(Messages, random);
            told.Add(Encoding.UTF8.GetString(message));
            Effort.IsSmall(() => Assert.Equal(SocketMessage.Read(message, out var why) is null, why is not null));
        },
        share: 0.5);

    private static void ReadAddress(string text)
    {
        try
        {
            GetRequestReader.Read(new QueryCollection(QueryHelpers.ParseQuery(text)));
        }
        catch (GraphQLException e)
        {
            Assert.All(e.Errors, error => Assert.NotNull(error.Code));
        }
    }

    private static byte[] Mutate(string[] texts, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(texts[random.Next(texts.Length)]).ToList();
        for (var i = random.Next(1, 5); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }
}
