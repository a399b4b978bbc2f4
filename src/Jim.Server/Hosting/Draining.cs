using Jim.Server.Settings;

namespace Jim.Server.Hosting;

/// <summary>
/// The end of a gateway behind a proxy. From the moment it is told to stop until <c>JIM_DRAIN_SECONDS</c> later it still answers requests,
/// each with <c>Connection: close</c>, so that the proxy drops its connections one by one after an answer. Without this the server closes
/// connections that wait for a next request, and a proxy that sends one at that moment can neither tell whether it was taken nor send a
/// mutation again. <c>/health/ready</c> answers 503 meanwhile, sockets are closed at once, and new ones are refused so that they go to
/// another gateway. The proxy must leave connections that wait sooner than that (<c>keepalive_timeout</c> in
/// <c>deploy/nginx/nginx.conf</c>).
/// </summary>
public sealed class Draining(JimSettings settings, ListenSockets sockets, TimeProvider timeProvider) : IHostedLifecycleService
{
    /// <summary>How long connections that the kernel has are still accepted: far more than that takes where there is a processor.</summary>
    private static readonly TimeSpan _acceptRest = TimeSpan.FromMilliseconds(500);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Comes before any service is stopped, the server among them.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (settings.Drain > TimeSpan.Zero)
        {
            await Task.Delay(settings.Drain, timeProvider, cancellationToken);
            sockets.PassOverNewConnections();
            await Task.Delay(_acceptRest, timeProvider, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets each answer of a server that is stopping end its connection.</summary>
    public static void Use(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use((context, next) =>
        {
            if (stopping.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }
}
