using Xunit;

namespace Jim.Testing;

/// <summary>
/// The real servers of this run, as <c>./jim test</c> started them and told by environment variables. A test that needs one asks here:
/// where it is missing the test is skipped by name, and with <c>CI=true</c> it fails unless <c>JIM_TEST_ALLOW_SKIP=1</c>.
/// </summary>
public static class TestServices
{
    /// <summary>Superuser URL of the run's Postgres cluster; each test makes its own database (<see cref="TestDatabase"/>).</summary>
    public static string Postgres => Require("JIM_TEST_POSTGRES");

    /// <summary><c>redis://127.0.0.1:port/0</c>.</summary>
    public static string Redis => Require("JIM_TEST_REDIS");

    /// <summary><c>amqp://guest:guest@127.0.0.1:port/</c>.</summary>
    public static string RabbitMq => Require("JIM_TEST_RABBITMQ");

    /// <summary>The broker's virtual host for a suite that lets a whole Jim run on it.</summary>
    public static string RabbitMqFor(string suite) => $"{RabbitMq}-{suite}";

    /// <summary>The S3 store's endpoint, <c>http://127.0.0.1:port</c>.</summary>
    public static string S3 => S3Url.GetLeftPart(UriPartial.Authority).Replace($"{S3Url.UserInfo}@", null, StringComparison.Ordinal);

    /// <summary>As the address names it, <c>?region=garage</c>; else <c>us-east-1</c>, which is MinIO's.</summary>
    public static string S3Region => S3Url.Query is ['?', 'r', 'e', 'g', 'i', 'o', 'n', '=', .. var region] ? region : "us-east-1";

    public static string S3AccessKey => Uri.UnescapeDataString(S3Url.UserInfo.Split(':')[0]);

    public static string S3SecretKey => Uri.UnescapeDataString(S3Url.UserInfo.Split(':')[1]);

    public static string S3Bucket => S3Url.AbsolutePath.Trim('/');

    /// <summary>The realm <c>jim</c> of a Keycloak, <c>http://127.0.0.1:port/realms/jim</c>.</summary>
    public static string Issuer => Require("JIM_TEST_OIDC");

    /// <summary>The address of that Keycloak.</summary>
    public static string Keycloak => Issuer[..Issuer.IndexOf("/realms/", StringComparison.Ordinal)];

    /// <summary>The folder with the conformance corpus and the workload.</summary>
    public static string Shared => Require("JIM_SHARED");

    /// <summary><c>http://key:secret@host:port/bucket?region=…</c>.</summary>
    private static Uri S3Url => new(Require("JIM_TEST_S3"));

    /// <summary>The variable's value; else the test ends here as skipped, or fails in CI.</summary>
    public static string Require(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
        {
            return value;
        }

        return Refuse(Environment.GetEnvironmentVariable(variable.Replace("JIM_TEST_", "JIM_TEST_NO_", StringComparison.Ordinal))
            ?? $"{variable} is not set: run by ./jim test, which starts the servers");
    }

    /// <summary>Ends the test as skipped, or fails it in CI.</summary>
    public static string Refuse(string why)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true" && Environment.GetEnvironmentVariable("JIM_TEST_ALLOW_SKIP") != "1")
        {
            Assert.Fail(why);
        }

        Assert.Skip(why);
        return string.Empty;
    }
}
