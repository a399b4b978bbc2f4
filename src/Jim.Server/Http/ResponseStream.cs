using System.Buffers;
using Jim.Platform.Identity;
using Jim.Platform.Protocol;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Rights;

namespace Jim.Server.Http;

/// <summary>
/// Writes any number of results as one HTTP answer: the values of a subscription, the parts of an answer, the answers of a batch.
/// </summary>
public static class ResponseStream
{
    private static readonly TimeSpan KeepAliveEvery = TimeSpan.FromSeconds(12);

    /// <summary>A stream with this one answer.</summary>
    public static async IAsyncEnumerable<GraphQLResponse> Single(GraphQLResponse response)
    {
        yield return response;
        await Task.CompletedTask;
    }

    /// <summary>
    /// Writes until the results end, the client leaves, the caller's token expires or is revoked, or the server stops. The status is 200
    /// whatever they hold.
    /// </summary>
    public static async Task WriteAsync(
        HttpContext context, IAsyncEnumerable<GraphQLResponse> responses, Caller caller, AcceptedFormat format)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var framing = StreamFraming.For(format.Format);
        context.Response.ContentType = framing.ContentType;
        CacheHeaders.Write(context.Response, "private, no-cache", byFormat: true);
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        void End() => _ = ended.CancelAsync();
        using var watch = context.RequestServices.GetRequiredService<RightsWatch>().Watch(
            caller, TokenValidator.ReadBearer(context.Request.Headers.Authorization), End, End);
        var output = context.Response.BodyWriter;
        await using var results = responses.GetAsyncEnumerator(ended.Token);
        var next = Task.FromResult(true);
        try
        {
            var before = framing.First;
            await output.FlushAsync(ended.Token);
            while (true)
            {
                next = results.MoveNextAsync().AsTask();
                while (framing.KeepAlive.Length > 0 && await Task.WhenAny(next, Task.Delay(KeepAliveEvery, time, ended.Token)) != next)
                {
                    ended.Token.ThrowIfCancellationRequested();
                    output.Write(framing.KeepAlive);
                    await output.FlushAsync(ended.Token);
                }

                if (!await next)
                {
                    break;
                }

                long bytes;
                using (JimTelemetry.Start(SpanNames.Write))
                using (var response = results.Current)
                {
                    bytes = framing.After.Length + response.MapData.Length;
                    output.Write(before);
                    response.Write(output, format: format.Parts);
                    output.Write(framing.After);
                }

                before = framing.Next;
                await PacedWriter.FlushAsync(context, bytes, ended.Token);
            }

            // Results end by being cancelled too. Such a stream is cut short, and a client that was told of its end would not come back.
            ended.Token.ThrowIfCancellationRequested();
            output.Write(framing.End);
            await output.FlushAsync(ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The client has left, its token has ended or the server is stopping. Clients connect again.
        }
        finally
        {
            // An iterator may not be disposed while a call of MoveNextAsync is running.
            await ended.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
