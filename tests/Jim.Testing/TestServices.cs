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

    /// <summary>Garage's S3 endpoint; region, keys and bucket in the <c>JIM_TEST_S3_*</c> variables.</summary>
    public static string S3 => Require("JIM_TEST_S3");

    public static string S3Region => Require("JIM_TEST_S3_REGION");

    public static string S3AccessKey => Require("JIM_TEST_S3_ACCESS_KEY");

    public static string S3SecretKey => Require("JIM_TEST_S3_SECRET_KEY");

    public static string S3Bucket => Require("JIM_TEST_S3_BUCKET");

    /// <summary>Keycloak's address; the issuer is <c>{Keycloak}/realms/jim</c>.</summary>
    public static string Keycloak => Require("JIM_TEST_KEYCLOAK");

    /// <summary>The folder with the conformance corpus and the workload.</summary>
    public static string Shared => Require("JIM_SHARED");

    /// <summary>The variable's value; else the test ends here as skipped, or fails in CI.</summary>
    public static string Require(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
        {
            return value;
        }

        return Refuse($"{variable} is not set: run by ./jim test, which starts the servers");
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
