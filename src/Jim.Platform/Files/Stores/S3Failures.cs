using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace Jim.Platform.Files.Stores;

/// <summary>Turns the exceptions of the SDK into <see cref="ObjectStoreException"/>.</summary>
internal static class S3Failures
{
    /// <param name="call">One request under its own deadline.</param>
    /// <param name="cancellationToken">The caller's token: its cancellation stays one; a deadline's becomes <see
    /// cref="StoreFailure.Unavailable"/>.</param>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception e)
        {
            throw Classify(e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectStoreException(StoreFailure.Unavailable, "The store did not answer in time.", e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or IOException or WebException)
        {
            throw new ObjectStoreException(StoreFailure.Unavailable, "The store cannot be reached.", e);
        }
    }

    private static ObjectStoreException Classify(AmazonS3Exception e) => e switch
    {
        { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" } => new(StoreFailure.Missing, "There is no such object.", e),
        _ when IsChecksum(e) => new(StoreFailure.WrongBytes, "The store refused the bytes: they do not have the checksum.", e),
        { StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict }
            or { StatusCode: >= HttpStatusCode.InternalServerError } =>
            new(StoreFailure.Unavailable, "The store is overloaded or broken.", e),
        // A wrong access key, clock or bucket name can be corrected by the operator, so no upload is lost by it.
        { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.NotFound } =>
            new(StoreFailure.Unavailable, "The store refuses the access key or the bucket.", e),
        _ => new(StoreFailure.Refused, "The store refused the request.", e),
    };

    /// <summary>
    /// AWS and MinIO say BadDigest or XAmzContentChecksumMismatch; Garage 2.3 says InvalidDigest, in older versions InvalidRequest with
    /// these words.
    /// </summary>
    private static bool IsChecksum(AmazonS3Exception e) =>
        e.StatusCode == HttpStatusCode.BadRequest
        && (e.ErrorCode is "BadDigest" or "InvalidDigest" or "XAmzContentChecksumMismatch" or "XAmzContentSHA256Mismatch"
            || e.Message.Contains("checksum", StringComparison.OrdinalIgnoreCase));
}
