using System.Globalization;
using System.Text.Json;
using Jim.Server.Health;
using Jim.Server.Settings;
using RabbitMQ.Client;
using StackExchange.Redis;

namespace Jim.Server.Console;

/// <summary>
/// The other services: asked directly, each for its version. A service that is not set has an embedded twin, which is well by definition.
/// </summary>
public static class ServiceExamination
{
    public static async Task<ServiceCheck> RedisAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        const string Cure = "Check REDIS_URL (redis://:password@host:port/0) and that Redis runs. Jim works without it, slower.";
        if (settings.RedisUrl is not { } url)
        {
            return new("redis", false, true, "not set: the cache is in memory", string.Empty);
        }

        try
        {
            var uri = new Uri(url);
            var options = new ConfigurationOptions { ConnectTimeout = 2000, AbortOnConnectFail = true, AllowAdmin = true };
            options.EndPoints.Add(uri.Host, uri.Port > 0 ? uri.Port : 6379);
            options.Password = uri.UserInfo.Contains(':', StringComparison.Ordinal)
                ? Uri.UnescapeDataString(uri.UserInfo.Split(':', 2)[1])
                : null;
            using var connection = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(TimeSpan.FromSeconds(4), cancellationToken);
            return new("redis", false, true, $"Redis {connection.GetServer(connection.GetEndPoints()[0]).Version}", Cure);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or UriFormatException)
        {
            return new("redis", false, false, "does not answer", Cure);
        }
    }

    public static async Task<ServiceCheck> RabbitMqAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        const string Cure =
            "Check RABBITMQ_URL (amqp://user:password@host:port/vhost) and that RabbitMQ runs. Until then jobs wait in Postgres.";
        if (settings.RabbitMqUrl is not { } url)
        {
            return new("rabbitmq", false, true, "not set: the queue is in this process", string.Empty);
        }

        try
        {
            var factory = new ConnectionFactory { Uri = new Uri(url), RequestedConnectionTimeout = TimeSpan.FromSeconds(3) };
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);
            var version = connection.ServerProperties is { } told && told.TryGetValue("version", out var given) && given is byte[] bytes
                ? System.Text.Encoding.UTF8.GetString(bytes)
                : "of unknown version";
            return new("rabbitmq", false, true, $"RabbitMQ {version}", Cure);
        }
        catch (Exception e) when (e is RabbitMQ.Client.Exceptions.BrokerUnreachableException or OperationCanceledException
            or UriFormatException or IOException)
        {
            return new("rabbitmq", false, false, "does not answer", Cure);
        }
    }

    public static async Task<ServiceCheck> ObjectsAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        const string Cure =
            "Check S3_ENDPOINT, S3_REGION, S3_BUCKET and the keys; the bucket must exist. Uploads are taken and wait in the spool.";
        if (settings.S3 is not { } s3)
        {
            return new("s3", false, true, $"not set: files are in {Path.Combine(settings.Data, "objects")}", string.Empty);
        }

        try
        {
            var config = new Amazon.S3.AmazonS3Config
            {
                ServiceURL = s3.Endpoint.AbsoluteUri, AuthenticationRegion = s3.Region, ForcePathStyle = true,
                Timeout = TimeSpan.FromSeconds(3), MaxErrorRetry = 0,
            };
            using var client = new Amazon.S3.AmazonS3Client(s3.AccessKey, s3.SecretKey, config);
            await client.ListObjectsV2Async(new() { BucketName = s3.Bucket, MaxKeys = 1 }, cancellationToken);
            var place = string.Create(CultureInfo.InvariantCulture, $"bucket {s3.Bucket} at {s3.Endpoint.Host}:{s3.Endpoint.Port}");
            return new("s3", false, true, place, Cure);
        }
        catch (Exception e) when (e is Amazon.Runtime.AmazonClientException or HttpRequestException or OperationCanceledException)
        {
            return new("s3", false, false, "does not answer", Cure);
        }
    }

    public static async Task<ServiceCheck> IssuerAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        const string Cure = "Check OIDC_ISSUER, and OIDC_METADATA_URL where the issuer has another address from inside.";
        if (settings.Issuer is not { } issuer)
        {
            return new(
                "issuer", true, File.Exists(settings.RealmFile), $"development issuer, realm file {settings.RealmFile}",
                "JIM_REALM names a file that is not there.");
        }

        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
            var address = settings.IssuerMetadata ?? new Uri($"{issuer.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration");
            using var discovery = JsonDocument.Parse(await http.GetStringAsync(address, cancellationToken));
            var named = discovery.RootElement.GetProperty("issuer").GetString();
            return named == issuer.AbsoluteUri.TrimEnd('/')
                ? new("issuer", true, true, named, Cure)
                : new("issuer", true, false, $"names itself {named}", "OIDC_ISSUER must be exactly the name that its tokens carry.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException or KeyNotFoundException)
        {
            return new("issuer", true, false, "does not answer", Cure);
        }
    }
}
