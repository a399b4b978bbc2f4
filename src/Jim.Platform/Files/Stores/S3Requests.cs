using System.Diagnostics;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Files.Stores;

/// <summary>
/// One request to an S3 store (an upload in parts is one too) as a span. Its name and attributes are those of OpenTelemetry's conventions
/// for S3, without the key.
/// </summary>
internal static class S3Requests
{
    /// <param name="span">One of <see cref="SpanNames"/>, as <c>S3.PutObject</c>.</param>
    /// <inheritdoc cref="S3Failures.GuardAsync"/>
    public static async Task<T> RunAsync<T>(string span, S3Options options, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        using var activity = JimTelemetry.Activities.StartActivity(span, ActivityKind.Client);
        activity?.SetTag("rpc.system", "aws-api").SetTag("aws.s3.bucket", options.Bucket)
            .SetTag("server.address", options.Endpoint.Host).SetTag("server.port", options.Endpoint.Port);
        try
        {
            return await S3Failures.GuardAsync(call, cancellationToken);
        }
        catch (ObjectStoreException e)
        {
            activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.Failure.ToString());
            throw;
        }
    }
}
