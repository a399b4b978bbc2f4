namespace Jim.EndToEnd.Tests;

/// <summary>The results of an answer, read as they arrive: parts of <c>multipart/mixed</c>.</summary>
public sealed class ResultStream : IAsyncDisposable
{
    private const string Boundary = "\r\n---";
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private string _text = string.Empty;

    private ResultStream(HttpResponseMessage response, Stream body) => (_response, _body) = (response, body);

    public static async Task<ResultStream> AskAsync(JimClient client, string body, string accept = "multipart/mixed")
    {
        var response = await client.SendAsync(
            HttpMethod.Post, "/graphql", new StringContent(body, Encoding.UTF8, "application/json"),
            r => r.Headers.TryAddWithoutValidation("Accept", accept));
        return new ResultStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>
    /// The next result; null: the answer has ended, as its closing boundary says. A part counts when its end is seen, as clients read it.
    /// </summary>
    public async Task<JsonNode?> NextAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var end = _text.IndexOf(Boundary, StringComparison.Ordinal);
            if (end >= 0 && _text[..end].Split("\r\n\r\n", 2) is [_, var json])
            {
                _text = _text[(end + Boundary.Length)..];
                return JsonNode.Parse(json);
            }

            if (end == 0)
            {
                _text = _text[Boundary.Length..];
                continue;
            }

            if (_text.StartsWith("--\r\n", StringComparison.Ordinal))
            {
                return null;
            }

            var read = await _body.ReadAsync(buffer, deadline.Token);
            _text += read > 0
                ? Encoding.UTF8.GetString(buffer, 0, read)
                : throw new InvalidOperationException($"the answer was cut: {_text}");
        }
    }

    public async Task<List<JsonNode>> RestAsync()
    {
        var all = new List<JsonNode>();
        while (await NextAsync() is { } next)
        {
            all.Add(next);
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        _response.Dispose();
    }
}
