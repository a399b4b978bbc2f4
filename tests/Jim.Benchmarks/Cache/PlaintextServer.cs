using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Jim.Benchmarks.Cache;

/// <summary>
/// What ASP.NET Core's own server can do on this machine: 13 bytes of text for whatever is asked, with nothing between the connection and
/// the answer. The benchmark "plaintext" of TechEmpower asks the same.
/// </summary>
internal static class PlaintextServer
{
    /// <summary>Serves until the process is told to end.</summary>
    public static Task RunAsync(string address)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(address);
        builder.Services.AddSingleton<IHostLifetime, Microsoft.Extensions.Hosting.Internal.ConsoleLifetime>();
        var app = builder.Build();
        app.Run(static context =>
        {
            context.Response.ContentType = "text/plain";
            context.Response.ContentLength = 13;
            return context.Response.Body.WriteAsync("Hello, World!"u8.ToArray()).AsTask();
        });
        return app.RunAsync();
    }
}
