using System.Globalization;

namespace Jim.Server.Tests.Http;

/// <summary>
/// Makes requests from a seed: a route, a method, headers and a body, each as a client should send it or in a way that none should.
/// </summary>
/// <param name="server">The address in the header <c>Host</c> of most requests.</param>
/// <param name="token">A user's access token.</param>
/// <param name="routes">The methods and patterns of the server, as <c>GET</c> and <c>/files/{id:guid}</c>.</param>
internal sealed class HostileRequests(Uri server, string token, IReadOnlyList<(string Method, string Pattern)> routes)
{
    private static readonly string[] methods = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "X"];

    private static readonly string[] odd =
    [
        "", " ", "*", ",", ";", "\"", "\"\"", "W/\"x\"", "null", "-1", "0", "99999999999999999999", "é", "\u0001", "bytes=0-",
        "bytes=5-2,-1", "bytes=0-0,0-0,0-0", "Sat, 01 Jan 0000 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "text/html",
        "application/json;q=2", "application/json; charset=utf-16", "application/graphql-response+json", "text/event-stream",
        "multipart/mixed; deferSpec=20220824",
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"", "multipart/form-data; boundary=b",
        "application/x-www-form-urlencoded", "gzip", "br, identity;q=0", "chunked", "chunked, chunked", "Bearer", "Bearer ",
        "Bearer a.b.c", "Basic", "Basic %%%", "Basic amltLXNlcnZpY2U6eA==", "websocket", "Upgrade", "graphql-transport-ws", "13", "file://",
        "evil.example", "localhost:99999", "[::1", "validate", "report", "1", "sql", "plan",
    ];

    private static readonly string[] headers =
    [
        "Host", "Range", "If-Range", "If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "Accept", "Accept-Encoding",
        "Content-Type", "Content-Encoding", "Authorization", "Transfer-Encoding", "Expect", "Origin", "Access-Control-Request-Method",
        "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "GraphQL-Preflight",
        "GraphQL-Cost", "Jim-Explain",
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "traceparent", "Cookie",
    ];

    private static readonly string[] pieces =
    [
        "\u0000", "\\u0000", "\\ud800", "1e200000", "{", "}", "\"", "[", "null", "é", "%", "%zz", "%00", "&", "=", "@queued", "@defer",
        "query", "variables", "--b\r\n", "--b--", "\r\n\r\n", "redirect_uri=%C3%A9", "redirect_uri=é", "first: 2147483648", "id: \"\"",
    ];

    private static readonly string[] bodies =
    [
        "", "{}", "[]", "null", "{\"query\":\"{ me { name } }\"}",
        "{\"query\":\"{ documents(first: 3) { nodes { id title owner { id } } } }\"}",
        "{\"query\":\"mutation($t: String!) { createDocument(input: { title: $t, status: DRAFT }) { document { id } } }\","
            + "\"variables\":{\"t\":\"a\"}}",
        "{\"query\":\"mutation($t: String!) @queued { createDocument(input: { title: $t, status: DRAFT }) { document { id } } }\","
            + "\"variables\":{\"t\":\"a\\u0000b\"}}",
        "{\"query\":\"mutation($t: String!) @queued { createDocument(input: { title: $t, status: DRAFT }) { document { id } } }\","
            + "\"variables\":{\"t\":\"a\\ud800\"}}",
        "{\"query\":\"mutation($m: Any) @queued { createDocument(input: { title: \\\"n\\\", status: DRAFT, meta: $m }) "
            + "{ document { id } } }\",\"variables\":{\"m\":{\"n\":1e200000}}}",
        "{\"query\":\"mutation @queued { createDocument(input: { title: \\\"a\\u0000b\\\", status: DRAFT }) { document { id } } }\"}",
        "{\"query\":\"mutation @queued { createDocument(input: { title: \\\"n\\\", status: DRAFT }) { document { id } } } #\\u0000\"}",
        "{\"query\":\"subscription { documents(first: 1) { nodes { id } } }\"}",
        "{\"query\":\"{ documents(first: 2) { nodes { id ... @defer { title } } } }\"}",
        "{\"query\":\"{ __schema { types { name } } }\",\"operationName\":\"\\u0000\"}",
        "{\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"x\"}}}",
        "--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n"
            + "{\"query\":\"mutation($f: Upload!) { uploadFile(input: { file: $f }) { file { id } } }\",\"variables\":{\"f\":null}}\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n"
            + "{\"0\":[\"variables.f\"]}\r\n--b\r\nContent-Disposition: form-data; name=\"0\"; filename=\"x\"\r\n\r\nabc\r\n--b--\r\n",
        "grant_type=password&client_id=jim-app&username=alice&password=alice", "grant_type=refresh_token&client_id=jim-app&refresh_token=x",
        "client_id=jim-app&response_type=code&redirect_uri=jim%3A%2F%2Fauth&code_challenge_method=S256"
            + "&code_challenge=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&username=bob&password=bob",
        "client_id=jim-app&refresh_token=a.b.c",
    ];

    private static readonly string[] types =
        ["application/json", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded", "application/graphql-response+json"];

    /// <summary>The bytes of one request, which <paramref name="told"/> shows as text.</summary>
    public byte[] Next(Random random, out string told)
    {
        var (method, pattern) = Pick(random, routes);
        method = random.Next(5) == 0 ? Pick(random, methods) : method;
        var body = random.Next(4) == 0 && method == "GET" ? [] : MakeBody(random);
        var lines = new StringBuilder();
        lines.Append(CultureInfo.InvariantCulture, $"{method} {MakePath(random, pattern)} HTTP/1.1\r\n");
        if (random.Next(12) > 0)
        {
            lines.Append(CultureInfo.InvariantCulture, $"Host: {server.Authority}\r\n");
        }

        if (random.Next(3) > 0)
        {
            lines.Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {token}\r\n");
        }

        if (body.Length > 0)
        {
            lines.Append(CultureInfo.InvariantCulture, $"Content-Type: {Pick(random, types)}\r\n");
            var slip = random.Next(15) == 0 ? random.Next(-3, 4) : 0;
            lines.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length + slip}\r\n");
        }

        for (var i = random.Next(5); i > 0; i--)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{Pick(random, headers)}: {MakeValue(random)}\r\n");
        }

        lines.Append(random.Next(20) == 0 ? "\r\n" : "Connection: close\r\n\r\n");
        byte[] request = [.. Encoding.UTF8.GetBytes(lines.ToString()), .. body];
        request = random.Next(15) == 0 ? Fuzz.Mutate(request, random, pieces) : request;
        told = Encoding.UTF8.GetString(request.AsSpan(0, Math.Min(request.Length, 1_500)));
        return request;
    }

    private static byte[] MakeBody(Random random) => random.Next(40) == 0
        ? Encoding.UTF8.GetBytes(new string('a', random.Next(10_000, 2_000_000)))
        : random.Next(2) == 0 ? Encoding.UTF8.GetBytes(Pick(random, bodies))
        : Fuzz.Mutate(Encoding.UTF8.GetBytes(Pick(random, bodies)), random, pieces);

    private static string MakeValue(Random random) => random.Next(12) switch
    {
        0 => new string('x', random.Next(1, 20_000)),
        1 => Pick(random, odd) + "," + Pick(random, odd),
        _ => Pick(random, odd),
    };

    private static string MakePath(Random random, string pattern)
    {
        var path = new StringBuilder();
        foreach (var part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path.Append('/').Append(
                !part.Contains('{', StringComparison.Ordinal) ? part
                : random.Next(3) > 0 && part.Contains("guid", StringComparison.Ordinal) ? Guid.NewGuid().ToString()
                : Pick(random, ["a", "%00", "..%2f..%2fx", "graphiql.js", "%ff", "é", new string('a', 3_000)]));
        }

        return path.ToString() + random.Next(6) switch
        {
            0 => "?query=" + Uri.EscapeDataString("{ me { name } }"),
            1 => "?query=mutation%20@queued%20{a}&variables=" + Uri.EscapeDataString(Pick(random, bodies)),
            2 => "?s=a&e=1&v=" + Pick(random, ["x", "%00", Guid.NewGuid().ToString()]),
            3 => "?client_id=jim-app&redirect_uri="
                + Pick(random, ["jim%3A%2F%2Fauth%C3%A9", "http://localhost:1/%C3%A9", "%ff", "jim://auth%0d%0a"])
                + "&post_logout_redirect_uri=jim%3A%2F%2Fauth%C3%A9&id_token_hint=a.b.c&response_type=token&state=%00%ff",
            4 => "?" + Pick(random, ["%", "&&&=", "sdl", "types=%00", "a=%zz", "sdl&types=", new string('q', 9_000)]),
            _ => string.Empty,
        };
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
