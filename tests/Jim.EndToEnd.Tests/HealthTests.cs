using System.Globalization;
using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// <c>doctor</c> and <c>/health/ready</c> ask each service by the client that the server uses: the same URL, TLS and credentials.
/// </summary>
public sealed class HealthTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly HttpClient http = new();

    [Fact]
    public async Task Alone_everything_is_well_and_only_what_is_set_is_told()
    {
        var (status, body) = await ReadyAsync(world.Address);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"status":"ready","postgres":"ok","issuer":"ok","schema":"ok"}""", body.ToJsonString());
    }

    [Fact]
    public async Task The_doctor_finds_every_real_service_well()
    {
        var environment = world.EnvironmentWith(
            ("REDIS_URL", TestServices.Redis), ("RABBITMQ_URL", TestServices.RabbitMqFor("end-to-end")), ("S3_ENDPOINT", TestServices.S3),
            ("S3_REGION", TestServices.S3Region), ("S3_BUCKET", TestServices.S3Bucket), ("S3_ACCESS_KEY_ID", TestServices.S3AccessKey),
            ("S3_SECRET_ACCESS_KEY", TestServices.S3SecretKey), ("OIDC_ISSUER", TestServices.Issuer));
        await using var doctor = JimProcess.Start(environment, "doctor", "--env-file", "/dev/null");

        Assert.True(await doctor.ExitAsync(Soon) == 0, doctor.Log);
        Assert.All(["postgres", "redis", "rabbitmq", "s3", "issuer"], name => Assert.Matches($@"(?m)^ok +{name} ", doctor.Log));
        Assert.Matches(@"redis +Redis \d", doctor.Log);
        Assert.Matches(@"rabbitmq +RabbitMQ \d", doctor.Log);
        Assert.DoesNotContain(TestServices.S3SecretKey, doctor.Log, StringComparison.Ordinal);
    }

    /// <summary>A dry run: nothing is deleted, and what a keeper should have deleted long ago is told.</summary>
    [Fact]
    public async Task The_doctor_tells_what_is_old()
    {
        // An own keeper would delete it.
        await using var database = await MigratedDatabase.CreateAsync();
        await database.Database.ExecuteAsync(
            "insert into jim.jobs (kind, state, finished_at) select 'x', 'succeeded', now() - interval '60 days' from generate_series(1, 3)");
        var environment = world.EnvironmentWith(
            ("DATABASE_URL", database.GatewayUrl), ("DATABASE_OWNER_URL", database.Database.UrlFor("postgres")),
            ("JIM_KEEP_EVENTS_DAYS", "0"));
        await using var doctor = JimProcess.Start(environment, "doctor", "--env-file", "/dev/null");

        Assert.Equal(1, await doctor.ExitAsync(Soon));
        Assert.Matches(@"(?m)^ill +jobs +3 would be deleted now, the oldest of \d{4}-", doctor.Log);
        Assert.Matches(@"(?m)^ok +events +kept for good", doctor.Log);
        Assert.Matches(@"(?m)^ok +changes +0 rows of the log would be deleted now", doctor.Log);
        Assert.Matches(@"(?m)^ok +spool ", doctor.Log);
        Assert.Equal(3L, await database.ScalarAsync<long>("select count(*) from jim.jobs"));
    }

    [Fact]
    public async Task TLS_is_used_where_the_address_asks_for_it()
    {
        await using var servers = new TlsServers();
        var broker = new Uri(TestServices.RabbitMqFor("end-to-end"));
        var environment = world.EnvironmentWith(
            ("REDIS_URL", await servers.StartRedisAsync()), ("SSL_CERT_FILE", servers.CertificateFile),
            ("RABBITMQ_URL", $"amqps://{broker.UserInfo}@localhost:{servers.Forward(broker.Port)}{broker.PathAndQuery}"));
        await using (var doctor = JimProcess.Start(environment, "doctor", "--env-file", "/dev/null"))
        {
            Assert.True(await doctor.ExitAsync(Soon) == 0, doctor.Log);
            Assert.Matches(@"(?m)^ok +redis +Redis \d", doctor.Log);
            Assert.Matches(@"(?m)^ok +rabbitmq +RabbitMQ \d", doctor.Log);
        }

        environment["SSL_CERT_FILE"] = "/dev/null";
        await using var distrustful = JimProcess.Start(environment, "doctor", "--env-file", "/dev/null");
        Assert.Equal(1, await distrustful.ExitAsync(Soon));
        Assert.Matches(@"(?m)^ill +redis +does not answer", distrustful.Log);
        Assert.Matches(@"(?m)^ill +rabbitmq +does not answer", distrustful.Log);
    }

    [Fact]
    public async Task Without_the_services_that_Jim_goes_on_without_it_is_degraded_and_answers()
    {
        var nowhere = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Next()}");
        var environment = world.EnvironmentWith(
            ("REDIS_URL", $"redis://{nowhere}/0"), ("RABBITMQ_URL", $"amqp://guest:guest@{nowhere}/"), ("S3_ENDPOINT", $"http://{nowhere}"),
            ("S3_ACCESS_KEY_ID", "key"), ("S3_SECRET_ACCESS_KEY", "secret"), ("OIDC_ISSUER", $"http://{nowhere}/realms/jim"),
            ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}")));
        await using var jim = await JimProcess.RunAsync(environment);

        var (status, body) = await ReadyAsync(jim.Address);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("degraded", (string?)body["status"]);
        Assert.Equal("ok", (string?)body["postgres"]);
        Assert.All(["redis", "rabbitmq", "s3", "issuer"], name =>
        {
            Assert.Equal("down", (string?)body[name]);
            Assert.NotNull((string?)body["faults"]![name]);
        });
        Assert.Null((await new JimClient(jim.Address).AskAsync("{ __typename }"))["errors"]);
    }

    /// <summary>Nobody can read the table of settings, which the schema needs: its checks say so, and all others are told.</summary>
    [Fact]
    public async Task The_doctor_tells_which_checks_did_not_end()
    {
        await using var held = await HeldTable.LockAsync(world.Database, "jim.setting");
        await using var doctor = JimProcess.Start(world.EnvironmentWith(), "doctor", "--env-file", "/dev/null");

        Assert.True(await doctor.ExitAsync(Soon) == 1, doctor.Log);
        Assert.All(
            ["comments", "tracking", "names"],
            name => Assert.Matches($@"(?m)^ill +{name} +not known: Postgres did not answer within 10 seconds$", doctor.Log));
        Assert.All(
            ["postgres", "schema", "rights", "views", "keys", "policies", "roles", "operations", "settings"],
            name => Assert.Matches($@"(?m)^ok +{name} ", doctor.Log));
    }

    private static async Task<(HttpStatusCode Status, JsonObject Body)> ReadyAsync(Uri address)
    {
        using var answer = await http.GetAsync(new Uri(address, "/health/ready"), TestContext.Current.CancellationToken);
        return (answer.StatusCode,
            JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject());
    }
}
