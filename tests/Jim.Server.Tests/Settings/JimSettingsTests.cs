using Jim.GraphQL.Language;
using Jim.Postgres.Planning;
using Jim.Server.Settings;
using Jim.Server.WebSockets;

namespace Jim.Server.Tests.Settings;

/// <summary>Each setting is described once: name, type, default, meaning and where its value goes.</summary>
public sealed class JimSettingsTests
{
    [Fact]
    public void Unset_means_the_default_of_the_description()
    {
        var settings = Load();

        Assert.Equal(new Uri("http://127.0.0.1:8080"), settings.Listen);
        Assert.Equal(settings.Listen, settings.PublicUrl);
        Assert.Equal(["public"], settings.Schemas);
        Assert.Equal("jim-api", settings.Audience);
        Assert.True(
            settings is
            {
                StarterModel: true, Cache: true, Gateway: true, Worker: true, Keeper: true, Production: false, OnlyPersisted: false,
            });
        Assert.Equal(TimeSpan.FromSeconds(60), settings.JobLease);
        Assert.Equal("main", Assert.Single(settings.BuildTargets()).Name);
        Assert.Equal(1, settings.BuildFilesOptions().Copies);
        Assert.Null(settings.PoolReads);
    }

    [Fact]
    public void Every_limit_has_the_default_of_its_options()
    {
        var settings = Load();

        Assert.Equal(ParserOptions.Default, settings.BuildParserOptions());
        Assert.Equal(SocketLimits.Default, settings.Limits.Apply(SocketLimits.Default));
        Assert.Equal(PlanOptions.Default, settings.Limits.Apply(PlanOptions.Default));
        Assert.Equal(TimeSpan.FromSeconds(30), settings.BuildRequestOptions().OperationTime);
    }

    [Fact]
    public void A_limit_reaches_the_options_that_hold_it()
    {
        var settings = Load(
            ("JIM_LIMIT_TOKENS", "7"), ("JIM_LIMIT_PAGE", "4"), ("JIM_LIMIT_ERRORS", "3"), ("JIM_LIMIT_OPERATION_SECONDS", "8"),
            ("JIM_LIMIT_FILE_BYTES", "9000000000"), ("DATABASE_URL", "postgres://a:b@h/d"));

        Assert.Equal(7, settings.BuildParserOptions().TokensMax);
        var plans = settings.Limits.Apply(PlanOptions.Default);
        Assert.Equal((4, 4), (plans.PageMax, plans.PageDefault));
        var requests = settings.BuildRequestOptions();
        Assert.Equal((3, 3), (requests.Validation.ErrorsMax, requests.Coercion.ErrorsMax));
        Assert.Equal(TimeSpan.FromSeconds(6), settings.BuildPoolOptions().StatementTimeout);
        Assert.Equal(9_000_000_000, settings.BuildFilesOptions().SizeMax);
    }

    [Theory]
    [InlineData("JIM_LISTEN", "8080", "JIM_LISTEN is not an http address")]
    [InlineData("JIM_CACHE", "yes", "JIM_CACHE does not know 'yes'. It takes: on, off.")]
    [InlineData("JIM_PROCESS", "gateway,cook", "JIM_PROCESS does not know 'cook'")]
    [InlineData("JIM_PROCESS", ",", "JIM_PROCESS names nothing. It takes: gateway, worker, keeper.")]
    [InlineData("JIM_SCHEMAS", ",", "JIM_SCHEMAS names nothing. It takes: names, comma separated.")]
    [InlineData("JIM_CORS_ORIGINS", " , ", "JIM_CORS_ORIGINS names nothing.")]
    [InlineData("JIM_TRUSTED_PROXIES", "nginx", "JIM_TRUSTED_PROXIES: nginx is neither an address nor a network as 10.0.0.0/8.")]
    [InlineData("JIM_TRUSTED_PROXIES", "10", "JIM_TRUSTED_PROXIES: 10 is neither an address nor a network as 10.0.0.0/8.")]
    [InlineData("JIM_TRUSTED_PROXIES", "10.0.0.0/33", "JIM_TRUSTED_PROXIES: 10.0.0.0/33 is neither an address nor a network")]
    [InlineData("JIM_LISTN", "http://h", "The environment has an unknown setting JIM_LISTN. Did you mean JIM_LISTEN?")]
    [InlineData("JIM_LIMIT_DEPHT", "5", "Did you mean JIM_LIMIT_DEPTH?")]
    [InlineData("JIM_SCHEMA", "sales", "Did you mean JIM_SCHEMAS?")]
    [InlineData("jim_cache", "off", "Did you mean JIM_CACHE?")]
    [InlineData("OIDC_ISSUER", "http://user:secret@h/realms/jim", "OIDC_ISSUER takes an address without a user and password.")]
    [InlineData("S3_ENDPOINT", "https://secret@h", "S3_ENDPOINT takes an address without a user and password.")]
    [InlineData("JIM_LIMIT_DEPTH", "-1", "JIM_LIMIT_DEPTH is not a whole number.")]
    [InlineData("REDIS_URL", "http://secret@h", "REDIS_URL is not an address of the scheme redis or rediss")]
    [InlineData("REDIS_URL", "redis:///0", "REDIS_URL is not an address of the scheme redis or rediss with a host.")]
    [InlineData("RABBITMQ_URL", "amqp:x", "RABBITMQ_URL is not an address of the scheme amqp or amqps with a host.")]
    [InlineData("S3_ENDPOINT", "http://h", "S3_ENDPOINT is set, but S3_ACCESS_KEY_ID is not.")]
    public void A_wrong_value_is_refused_with_the_cure_and_without_a_secret(string name, string value, string cure)
    {
        var refused = Assert.Throws<SettingsException>(() => Load((name, value)));

        Assert.Contains(cure, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JIM_TEST_POSTGRES")]
    [InlineData("JIM_FUZZ_SEED")]
    [InlineData("JIM_SHARED")]
    [InlineData("JIM_PORT")]
    [InlineData("JIM_SERVICE_HOST")]
    [InlineData("JIM_PORT_8080_TCP_ADDR")]
    [InlineData("HOME")]
    public void Variables_of_something_else_are_left_alone(string name) => Assert.Empty(Load((name, "x")).Unknown);

    [Fact]
    public void Variables_that_are_like_no_setting_are_told() => Assert.Equal(["JIM_COLOUR"], Load(("JIM_COLOUR", "red")).Unknown);

    [Fact]
    public void What_was_given_is_told_without_the_secrets()
    {
        var given = Load(("DATABASE_URL", "postgres://a:secret@h/d"), ("JIM_CACHE", "off")).Given;

        Assert.Equal([("DATABASE_URL", "(secret)"), ("JIM_CACHE", "off")], given.Select(g => (g.Setting.Name, g.Shown)));
    }

    [Theory]
    [InlineData("redis://:secret@h/1")]
    [InlineData("redis://:secret@h/1\n")]
    [InlineData("redis://:secret@h/1\r\n")]
    public void A_secret_may_stand_in_a_file(string text)
    {
        using var file = new SecretFile(text);
        var settings = Load(("REDIS_URL_FILE", file.Path));

        Assert.Equal(new Uri("redis://:secret@h/1"), settings.RedisUrl);
        Assert.Equal([("REDIS_URL", "(secret)")], settings.Given.Select(g => (g.Setting.Name, g.Shown)));
    }

    [Fact]
    public void Every_secret_may_stand_in_a_file_and_nothing_else()
    {
        var secrets = SettingCatalog.All.Where(s => s.Secret).ToList();

        Assert.All(secrets, s => Assert.True(SettingCatalog.IsKnown($"{s.Name}_FILE")));
        Assert.Contains("DATABASE_OWNER_URL", secrets.Select(s => s.Name));
        Assert.False(SettingCatalog.IsKnown("JIM_LISTEN_FILE"));
    }

    [Fact]
    public void The_environment_wins_over_the_env_file_in_whichever_way_it_tells_a_secret()
    {
        using var secret = new SecretFile("postgres://a:1@h/d");
        using var envFile = new SecretFile("DATABASE_URL=postgres://a:2@h/d\n");
        var settings = JimSettings.Load(envFile.Path, new Dictionary<string, string> { ["DATABASE_URL_FILE"] = secret.Path });

        Assert.Equal("postgres://a:1@h/d", settings.DatabaseUrl);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n", "is empty")]
    [InlineData("secret@one\nsecret@two\n", "has more than one line")]
    public void A_file_without_a_secret_is_refused(string text, string cure)
    {
        using var file = new SecretFile(text);
        var refused = Assert.Throws<SettingsException>(() => Load(("REDIS_URL_FILE", file.Path)));

        Assert.Contains($"REDIS_URL_FILE: the file {file.Path} {cure}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/redis", "REDIS_URL_FILE: there is no file /nowhere/redis.")]
    [InlineData("/proc", "REDIS_URL_FILE: the file /proc cannot be read.")]
    [InlineData("/dev/zero", "REDIS_URL_FILE: the file /dev/zero is too large for a secret.")]
    public void A_file_that_cannot_be_read_is_refused(string path, string cure) =>
        Assert.Contains(cure, Assert.Throws<SettingsException>(() => Load(("REDIS_URL_FILE", path))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_secret_that_is_told_twice_is_refused()
    {
        using var file = new SecretFile("redis://h");
        var refused = Assert.Throws<SettingsException>(() => Load(("REDIS_URL_FILE", file.Path), ("REDIS_URL", "redis://other")));

        Assert.Contains("REDIS_URL and REDIS_URL_FILE are both set: keep one of them.", refused.Message, StringComparison.Ordinal);
    }

    private sealed class SecretFile : IDisposable
    {
        public SecretFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }

    private static JimSettings Load(params (string Name, string Value)[] environment) =>
        JimSettings.Load("/dev/null", environment.ToDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal));
}
