using Jim.Platform.Requests;
using Jim.Postgres.Rights;

namespace Jim.Server.Sse;

/// <summary>Answers as server-sent events, one connection an operation (graphql-sse's distinct connections mode).</summary>
public static class EventStream
{
    private static readonly TimeSpan KeepAliveEvery = TimeSpan.FromSeconds(12);

    /// <summary>A stream of one.</summary>
    public static async IAsyncEnumerable<GraphQLResponse> Single(GraphQLResponse response)
    {
        yield return response;
        await Task.CompletedTask;
    }

    /// <summary>Writes until the stream ends, the client leaves, the caller's token ends or the server stops.</summary>
    public static async Task WriteAsync(HttpContext context, IAsyncEnumerable<GraphQLResponse> responses, Caller caller)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        if (caller.ExpiresAt is { } expires)
        {
            ended.CancelAfter(expires - time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero);
        }

        var output = context.Response.BodyWriter;
        await using var events = responses.GetAsyncEnumerator(ended.Token);
        var next = Task.FromResult(true);
        try
        {
            await output.FlushAsync(ended.Token);
            while (true)
            {
                next = events.MoveNextAsync().AsTask();
                while (await Task.WhenAny(next, Task.Delay(KeepAliveEvery, time, ended.Token)) != next)
                {
                    ended.Token.ThrowIfCancellationRequested();
                    Write(output, ":\n\n"u8);
                    await output.FlushAsync(ended.Token);
                }

                if (!await next)
                {
                    break;
                }

                using (var response = events.Current)
                {
                    Write(output, "event: next\ndata: "u8);
                    GraphQLResponseWriter.Write(response, output);
                    Write(output, "\n\n"u8);
                }

                await output.FlushAsync(ended.Token);
            }

            Write(output, "event: complete\ndata:\n\n"u8);
            await output.FlushAsync(ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The client left, or its token or the server ended; it comes back.
        }
        finally
        {
            // An iterator may not be disposed while it moves.
            await ended.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Write(System.IO.Pipelines.PipeWriter output, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }
}
