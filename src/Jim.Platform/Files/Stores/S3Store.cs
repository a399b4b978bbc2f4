using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Files.Stores;

/// <summary>
/// Keeps objects in a bucket of any S3 store (Garage, MinIO, AWS), by path-style addresses. Every put carries its SHA-256. Whether the
/// store checks it is found out once, by a put with a wrong one, because stores differ in this.
/// </summary>
public sealed class S3Store : IObjectStore
{
    private readonly S3Options _options;
    private readonly AmazonS3Client _client;
    private readonly S3Multipart _multipart;
    private readonly SemaphoreSlim _probing = new(1);
    private bool? _checksSha256;

    public S3Store(S3Options options)
    {
        _options = options;
        _client = new AmazonS3Client(new BasicAWSCredentials(options.AccessKeyId, options.SecretAccessKey), new AmazonS3Config
        {
            ServiceURL = options.Endpoint.AbsoluteUri,
            AuthenticationRegion = options.Region,
            ForcePathStyle = true,
            // The SDK's default trailing checksum is refused by Garage ("Invalid payload signature").
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            // The job retries with a backoff of its own; one retry here covers a pooled connection that was closed.
            MaxErrorRetry = 1,
            Timeout = Timeout.InfiniteTimeSpan,
        });
        _multipart = new S3Multipart(_client, options);
    }

    public string Target => _options.Target;

    public string Address => $"bucket {$"{_options.Bucket}/{_options.Prefix}".TrimEnd('/')} at {_options.Endpoint.Authority}";

    /// <summary>Asks for one key of the bucket.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var deadline = CreateDeadline(0, cancellationToken);
        var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = _options.Prefix, MaxKeys = 1 };
        await S3Requests.RunAsync(
            SpanNames.S3List, _options, () => _client.ListObjectsV2Async(request, deadline.Token), cancellationToken);
    }

    public async Task<PutReceipt> PutAsync(
        string key, Stream content, long length, ReadOnlyMemory<byte> sha256, string mimeType, CancellationToken cancellationToken)
    {
        if (content.Length != length)
        {
            throw new ObjectStoreException(StoreFailure.WrongBytes, "The content does not have the length that was given.");
        }

        var verified = await ChecksSha256Async(cancellationToken);
        using var deadline = CreateDeadline(length, cancellationToken);
        content.Position = 0;
        return await S3Requests.RunAsync(
            SpanNames.S3Put, _options,
            async () =>
            {
                var etag = length > _options.MultipartAbove
                    ? await _multipart.PutAsync(GetKey(key), content, length, sha256, mimeType, deadline.Token)
                    : await PutOneAsync(GetKey(key), content, length, sha256, mimeType, deadline.Token);
                return new PutReceipt(etag, verified);
            },
            cancellationToken);
    }

    public async Task<Stream> GetAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = GetKey(key) };
        if (length == 0)
        {
            return Stream.Null;
        }

        if (offset > 0 || length is not null)
        {
            request.ByteRange = length is { } l ? new ByteRange(offset, offset + l - 1) : new ByteRange($"bytes={offset}-");
        }

        using var deadline = CreateDeadline(0, cancellationToken);
        try
        {
            var response = await S3Requests.RunAsync(
                SpanNames.S3Get, _options, () => _client.GetObjectAsync(request, deadline.Token), cancellationToken);
            return new S3ObjectStream(response, _options.Deadline);
        }
        catch (ObjectStoreException e)
            when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable })
        {
            return Stream.Null;
        }
    }

    public async Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        using var deadline = CreateDeadline(0, cancellationToken);
        try
        {
            var request = new GetObjectMetadataRequest { BucketName = _options.Bucket, Key = GetKey(key) };
            var head = await S3Requests.RunAsync(
                SpanNames.S3Head, _options, () => _client.GetObjectMetadataAsync(request, deadline.Token), cancellationToken);
            return new ObjectInfo(head.ContentLength, head.ETag);
        }
        catch (ObjectStoreException e) when (e.Failure == StoreFailure.Missing)
        {
            return null;
        }
    }

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = _options.Prefix };
        do
        {
            using var deadline = CreateDeadline(0, cancellationToken);
            var page = await S3Requests.RunAsync(
                SpanNames.S3List, _options, () => _client.ListObjectsV2Async(request, deadline.Token), cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return found.Key[_options.Prefix.Length..];
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        using var deadline = CreateDeadline(0, cancellationToken);
        try
        {
            await S3Requests.RunAsync(
                SpanNames.S3Delete, _options,
                () => _client.DeleteObjectAsync(_options.Bucket, GetKey(key), deadline.Token), cancellationToken);
        }
        catch (ObjectStoreException e) when (e.Failure == StoreFailure.Missing)
        {
            // Already removed.
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _probing.Dispose();
        return ValueTask.CompletedTask;
    }

    private string GetKey(string key)
    {
        ObjectKeys.Check(key);
        return _options.Prefix + key;
    }

    private async Task<string?> PutOneAsync(
        string key, Stream content, long length, ReadOnlyMemory<byte> sha256, string mimeType, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = _options.Bucket,
            Key = key,
            InputStream = content,
            AutoCloseStream = false,
            ContentType = mimeType,
            StorageClass = _options.StorageClass,
            ChecksumSHA256 = Convert.ToBase64String(sha256.Span),
            // A chunked body of no chunks is refused by some stores.
            UseChunkEncoding = length > 0,
        };
        request.Headers.ContentLength = length;
        return (await _client.PutObjectAsync(request, cancellationToken)).ETag;
    }

    /// <summary>Whether the store refuses a wrong SHA-256; else each copy must be read back.</summary>
    private async Task<bool> ChecksSha256Async(CancellationToken cancellationToken)
    {
        if (_checksSha256 is { } known)
        {
            return known;
        }

        await _probing.WaitAsync(cancellationToken);
        try
        {
            return _checksSha256 ??= await ProbeAsync(cancellationToken);
        }
        finally
        {
            _probing.Release();
        }
    }

    private async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        var key = $"jim-probe/{Guid.NewGuid():N}";
        using var deadline = CreateDeadline(0, cancellationToken);
        try
        {
            await S3Requests.RunAsync(
                SpanNames.S3Put, _options,
                () => PutOneAsync(GetKey(key), new MemoryStream([1]), 1, new byte[32], ContentTypes.Binary, deadline.Token),
                cancellationToken);
        }
        catch (ObjectStoreException e) when (e.Failure == StoreFailure.WrongBytes)
        {
            return true;
        }

        await DeleteAsync(key, cancellationToken);
        return false;
    }

    private CancellationTokenSource CreateDeadline(long length, CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(_options.Deadline + TimeSpan.FromSeconds((double)length / _options.BytesPerSecondMin));
        return source;
    }
}
