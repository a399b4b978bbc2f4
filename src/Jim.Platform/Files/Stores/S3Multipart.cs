using System.Buffers;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Jim.Platform.Files.Stores;

/// <summary>
/// Puts a large object in parts. The store checks each part's SHA-256. The whole is hashed in the same pass, and the upload is completed
/// only where that hash is the object's, so that wrong bytes never become an object.
/// </summary>
internal sealed class S3Multipart(IAmazonS3 client, S3Options options)
{
    private const int PartsMax = 9_000;

    public async Task<string?> PutAsync(
        string key, Stream content, long length, ReadOnlyMemory<byte> sha256, string mimeType, CancellationToken cancellationToken)
    {
        await AbortLeftoversAsync(key, cancellationToken);
        var upload = await client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest
            {
                BucketName = options.Bucket, Key = key, ContentType = mimeType, ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
                StorageClass = options.StorageClass,
            },
            cancellationToken);
        try
        {
            var parts = await PutPartsAsync(key, upload.UploadId, content, length, sha256, cancellationToken);
            var done = await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest
                {
                    BucketName = options.Bucket, Key = key, UploadId = upload.UploadId, PartETags = parts,
                },
                cancellationToken);
            return done.ETag;
        }
        catch
        {
            await AbortAsync(key, upload.UploadId);
            throw;
        }
    }

    private async Task<List<PartETag>> PutPartsAsync(
        string key, string uploadId, Stream content, long length, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        var size = (int)Math.Max(options.PartSize, (length + PartsMax - 1) / PartsMax);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var parts = new List<PartETag>();
        try
        {
            int read;
            while (
                (read = await content.ReadAtLeastAsync(buffer.AsMemory(0, size), size, throwOnEndOfStream: false, cancellationToken)) > 0)
            {
                whole.AppendData(buffer, 0, read);
                parts.Add(await PutPartAsync(key, uploadId, parts.Count + 1, buffer, read, cancellationToken));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return whole.GetHashAndReset().AsSpan().SequenceEqual(sha256.Span)
            ? parts
            : throw new ObjectStoreException(StoreFailure.WrongBytes, "The bytes do not have the SHA-256 that was given.");
    }

    private async Task<PartETag> PutPartAsync(
        string key, string uploadId, int number, byte[] buffer, int length, CancellationToken cancellationToken)
    {
        var checksum = Convert.ToBase64String(SHA256.HashData(buffer.AsSpan(0, length)));
        var answer = await client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = options.Bucket,
                Key = key,
                UploadId = uploadId,
                PartNumber = number,
                PartSize = length,
                InputStream = new MemoryStream(buffer, 0, length, writable: false),
                ChecksumSHA256 = checksum,
            },
            cancellationToken);
        return new PartETag(number, answer.ETag) { ChecksumSHA256 = checksum };
    }

    /// <summary>Aborts the unfinished uploads under this key, which a worker that crashed has left.</summary>
    private async Task AbortLeftoversAsync(string key, CancellationToken cancellationToken)
    {
        var left = await client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = options.Bucket, Prefix = key }, cancellationToken);
        foreach (var upload in left.MultipartUploads ?? [])
        {
            await client.AbortMultipartUploadAsync(options.Bucket, upload.Key, upload.UploadId, cancellationToken);
        }
    }

    /// <summary>A failure is ignored: the next put under the same key aborts what was left.</summary>
    private async Task AbortAsync(string key, string uploadId)
    {
        using var deadline = new CancellationTokenSource(options.Deadline);
        try
        {
            await client.AbortMultipartUploadAsync(options.Bucket, key, uploadId, deadline.Token);
        }
        catch (Exception e) when (e is AmazonS3Exception or HttpRequestException or OperationCanceledException or AmazonClientException)
        {
            // The failure that made us abort is the one to report.
        }
    }
}
