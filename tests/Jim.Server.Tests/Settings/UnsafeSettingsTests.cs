using System.Text.RegularExpressions;
using Jim.Server.Settings;

namespace Jim.Server.Tests.Settings;

/// <summary>Production refuses what everybody knows and what everybody can read on its way.</summary>
public sealed partial class UnsafeSettingsTests
{
    private const string Good = "b2f8c1a09d7e4f63";

    private static readonly Dictionary<string, string> safe = new(StringComparer.Ordinal)
    {
        ["JIM_ENV"] = "production", ["OIDC_ISSUER"] = "https://login.example.com/realms/jim",
        ["DATABASE_URL"] = $"postgres://jim:{Good}@postgres:5432/jim",
    };

    [Fact]
    public void Safe_settings_are_taken()
    {
        Load(
            ("DATABASE_OWNER_URL", $"postgres://owner:{Good}@db.example.com/jim?sslmode=verify-full"),
            ("REDIS_URL", $"rediss://:{Good}@cache.example.com"), ("RABBITMQ_URL", $"amqp://jim:{Good}@rabbitmq:5672/jim"),
            ("S3_ENDPOINT", "http://minio:9000"), ("S3_ACCESS_KEY_ID", "jimstore"), ("S3_SECRET_ACCESS_KEY", Good),
            ("OIDC_METADATA_URL", "http://keycloak.auth.svc:8080/x"), ("JIM_PUBLIC_URL", "https://api.example.com"),
            ("JIM_CORS_ORIGINS", "https://app.example.com,http://localhost:3000"), ("JIM_ALLOWED_HOSTS", "api.example.com,*.example.com"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("JIM_LISTEN", "http://0.0.0.0:8080"));
        Load(("DATABASE_URL", "postgres://jim@/jim?host=/var/run/postgresql"));
    }

    [Theory]
    [InlineData("DATABASE_URL", "postgres://postgres:postgres@db/jim", "user's name")]
    [InlineData("DATABASE_REPLICA_URLS", "postgres://jim:b2f8c1a09d7e4f63@db1/jim,postgres://shop:shop@db2/jim", "user's name")]
    [InlineData("DATABASE_REPLICA_URLS", "postgres://jim:b2f8c1a09d7e4f63@a/jim,postgres://jim:b2f8c1a09d7e4f63@b.example.com/jim", "TLS")]
    [InlineData("DATABASE_URL", "postgres://jim:Development@db/jim", "published")]
    [InlineData("DATABASE_URL", "postgres://jim:d%65velopment@db/jim", "published")]
    [InlineData("DATABASE_URL", "postgres://shop:shop@db/jim", "user's name")]
    [InlineData("DATABASE_URL", "postgres://jim@db/jim", "names no password")]
    [InlineData("DATABASE_URL", "postgres://jim:@db/jim", "names no password")]
    [InlineData("DATABASE_URL", "postgres://jim:%20@db/jim", "names no password")]
    [InlineData("DATABASE_URL", "postgres://jim:b2f8c1a09d7e4f63@db.example.com/jim", "TLS")]
    [InlineData("DATABASE_URL", "postgres://jim:b2f8c1a09d7e4f63@8.8.8.8/jim?sslmode=prefer", "TLS")]
    [InlineData("DATABASE_URL", "postgres://jim:b2f8c1a09d7e4f63@/jim?host=db1,db.example.com", "TLS")]
    [InlineData("DATABASE_OWNER_URL", "postgres://jim_owner:jim_owner@db/jim", "user's name")]
    [InlineData("DATABASE_OWNER_URL", "postgres://o:b2f8c1a09d7e4f63@[2a00::1]/jim?sslmode=disable", "TLS")]
    [InlineData("REDIS_URL", "redis://redis:6379/0", "names no password")]
    [InlineData("REDIS_URL", "redis://:@redis:6379/0", "names no password")]
    [InlineData("REDIS_URL", "redis://:development@127.0.0.1/0", "published")]
    [InlineData("REDIS_URL", "redis://:b2f8c1a09d7e4f63@cache.example.com", "TLS")]
    [InlineData("RABBITMQ_URL", "amqp://guest:guest@127.0.0.1/", "user's name")]
    [InlineData("RABBITMQ_URL", "amqp://jim:guest@mq/", "published")]
    [InlineData("RABBITMQ_URL", "amqp://mq/", "guest:guest")]
    [InlineData("RABBITMQ_URL", "amqp://jim:b2f8c1a09d7e4f63@mq.example.com/", "TLS")]
    [InlineData("S3_ENDPOINT", "http://s3.example.com", "TLS")]
    [InlineData("S3_ACCESS_KEY_ID", "minioadmin", "published")]
    [InlineData("S3_SECRET_ACCESS_KEY", "minioadmin", "published")]
    [InlineData("S3_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "published")]
    [InlineData("S3_SECRET_ACCESS_KEY", "1111111111111111111111111111111111111111111111111111111111111111", "published")]
    [InlineData("OIDC_ISSUER", "", "development issuer")]
    [InlineData("OIDC_ISSUER", "http://login.example.com/realms/jim", "http address")]
    [InlineData("OIDC_ISSUER", "http://127.0.0.1:8080/realms/jim", "http address")]
    [InlineData("OIDC_CLIENT_SECRET", "jim-api", "published")]
    [InlineData("OIDC_METADATA_URL", "http://login.example.com/x", "TLS")]
    [InlineData("JIM_PUBLIC_URL", "http://api.example.com", "TLS")]
    [InlineData("JIM_CORS_ORIGINS", "https://app.example.com,*", "any origin")]
    [InlineData("JIM_CORS_ORIGINS", "https://*.example.com", "any origin")]
    [InlineData("JIM_CORS_ORIGINS", "null", "any origin")]
    [InlineData("JIM_CORS_ORIGINS", "file://", "any origin")]
    [InlineData("JIM_CORS_ORIGINS", "http://app.example.com", "http origin")]
    [InlineData("JIM_ALLOWED_HOSTS", "*", "any host")]
    [InlineData("JIM_TRUSTED_PROXIES", "10.0.0.1,0.0.0.0/0", "everybody")]
    [InlineData("JIM_TRUSTED_PROXIES", "::/0", "everybody")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example.com:4317", "TLS")]
    public void A_fault_is_told_by_the_settings_name_and_never_by_its_value(string name, string value, string fault)
    {
        var refused = Assert.Throws<SettingsException>(() => Load((name, value)));

        Assert.Contains($"\n  {name} ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"JIM_ALLOW_INSECURE={name}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Good, refused.Message, StringComparison.Ordinal);
        Assert.True(value.Length < 12 || !refused.Message.Contains(value, StringComparison.Ordinal), refused.Message);

        Load((name, value), ("JIM_ALLOW_INSECURE", name));
        Load((name, value), ("JIM_ENV", "development"));
    }

    [Fact]
    public void All_faults_are_told_at_once_and_each_is_allowed_by_its_own_name()
    {
        (string, string)[] wrong =
        [
            ("RABBITMQ_URL", "amqp://guest:guest@mq.example.com/"), ("REDIS_URL", "redis://redis"), ("JIM_ALLOW_INSECURE", "REDIS_URL"),
            ("OIDC_ISSUER", "http://login.example.com"),
        ];
        var message = Assert.Throws<SettingsException>(() => Load(wrong)).Message;

        Assert.Equal(2, Regex.Count(message, "\n  RABBITMQ_URL "));
        Assert.Contains("\n  OIDC_ISSUER ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("REDIS_URL", message, StringComparison.Ordinal);
        Assert.EndsWith("JIM_ALLOW_INSECURE=RABBITMQ_URL,OIDC_ISSUER", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("all")]
    [InlineData("REDIS_URLS")]
    [InlineData("JIM_CACHE")]
    public void Only_names_of_settings_that_are_looked_at_are_allowed(string name) =>
        Assert.Contains(
            "It takes: DATABASE_URL,", Assert.Throws<SettingsException>(() => Load(("JIM_ALLOW_INSECURE", name))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Every_secret_of_this_repository_is_known()
    {
        var secrets = Directory.EnumerateFiles(Path.Combine(JimProcess.RepositoryRoot(), "deploy/development.secrets"))
            .Select(file => File.ReadAllText(file).Trim())
            .Select(secret => Uri.TryCreate(secret, UriKind.Absolute, out var url) ? url.UserInfo.Split(':')[^1] : secret)
            .Concat(SecretMember().Matches(File.ReadAllText(Path.Combine(JimProcess.RepositoryRoot(), "keycloak-realm/jim-realm.json")))
                .Select(m => m.Groups[1].Value))
            .Distinct().ToList();

        Assert.True(secrets.Count >= 6, string.Join(' ', secrets));
        Assert.All(secrets, secret => Assert.True(PublishedSecrets.Contains(secret), secret));
    }

    [Theory]
    [InlineData("postgres", true)]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.53", true)]
    [InlineData("[::1]", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("[fd00::1]", true)]
    [InlineData("::ffff:192.168.0.1", true)]
    [InlineData("db.internal", true)]
    [InlineData("redis.default.svc.cluster.local", true)]
    [InlineData("/var/run/postgresql", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("db.example.com", false)]
    [InlineData("internal.example.com", false)]
    [InlineData("localhost.example.com", false)]
    [InlineData("10.0.0.1.example.com", false)]
    public void A_host_is_in_the_private_network_by_its_name_alone(string host, bool isPrivate) =>
        Assert.Equal(isPrivate, NetworkPlaces.IsPrivate(host));

    private static JimSettings Load(params (string Name, string Value)[] changes)
    {
        var environment = new Dictionary<string, string>(safe, StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            environment[name] = value;
            if (name.StartsWith("S3_", StringComparison.Ordinal))
            {
                environment.TryAdd("S3_ACCESS_KEY_ID", "jimstore");
                environment.TryAdd("S3_SECRET_ACCESS_KEY", Good);
            }
        }

        return JimSettings.Load("/dev/null", environment);
    }

    [GeneratedRegex("\"(?:secret|value)\": \"([^\"]+)\"")]
    private static partial Regex SecretMember();
}
