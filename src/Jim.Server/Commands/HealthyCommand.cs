using System.Net;
using Jim.Server.Settings;

namespace Jim.Server.Commands;

/// <summary>
/// <c>healthy</c>: asks the Jim that runs on this machine with these settings whether it is ready. For the health check of its container,
/// which has neither a shell nor curl.
/// </summary>
public static class HealthyCommand
{
    private static readonly TimeSpan within = TimeSpan.FromSeconds(4);

    /// <summary>Answers 0 where <c>/health/ready</c> answers 200, else 1 with the reason on standard error.</summary>
    public static async Task<int> RunAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(within);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(FindLocalAddress(settings.Listen), "/health/ready"));
        try
        {
            using var answer = await http.SendAsync(request, deadline.Token);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return 0;
            }

            await Console.Error.WriteLineAsync(await answer.Content.ReadAsStringAsync(deadline.Token));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"jim: no answer at {settings.Listen}: {e.Message}");
        }

        return 1;
    }

    /// <summary>An address that stands for all of the machine's is reached at the loopback address.</summary>
    private static Uri FindLocalAddress(Uri listen) => listen.Host switch
    {
        "0.0.0.0" or "*" or "+" => new UriBuilder(listen) { Host = "127.0.0.1" }.Uri,
        "[::]" => new UriBuilder(listen) { Host = "[::1]" }.Uri,
        _ => listen,
    };
}
