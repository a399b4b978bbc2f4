using System.Net;
using System.Net.Http.Headers;

namespace Jim.EndToEnd.Tests;

/// <summary>Sockets that stay open until they are disposed all together.</summary>
internal sealed class OpenSockets(Uri address) : IAsyncDisposable
{
    private readonly List<LiveClient> _open = [];

    /// <summary>Waits for those that other tests have left and the server still counts.</summary>
    public async Task OpenAsync(string? token, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Eventually.Holds(() => TryOpenAsync(token));
        }
    }

    /// <summary>False: the server has closed it at once.</summary>
    public async Task<bool> TryOpenAsync(string? token)
    {
        var client = await LiveClient.ConnectAsync(address, token);
        if ((string?)(await client.NextAsync())?["type"] == "connection_ack")
        {
            _open.Add(client);
            return true;
        }

        await client.DisposeAsync();
        return false;
    }

    /// <summary>One more is closed with 1013.</summary>
    public async Task AssertRefusedAsync(string? token)
    {
        await using var refused = await LiveClient.ConnectAsync(address, token);
        Assert.Null(await refused.NextAsync());
        Assert.Equal(1013, (int?)refused.CloseStatus);
    }

    /// <summary>A subscription over HTTP counts as a socket does.</summary>
    public async Task AssertStreamRefusedAsync(string token)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "graphql"))
        {
            Content = new StringContent("""{"query": "subscription { documents { totalCount } }"}""", null, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token), Accept = { new("text/event-stream") } },
        };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("JIM_TOO_MANY_SOCKETS", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _open)
        {
            await client.DisposeAsync();
        }
    }
}
