using Npgsql;

namespace Jim.Data.Tests;

public sealed class PostgresUrlTests
{
    [Theory]
    [InlineData("postgres://u:p@h:6543/d", "h 6543 u p d Prefer")]
    [InlineData("postgresql://u@h/d", "h 5432 u  d Prefer")]
    [InlineData("postgres://u%40x:p%3A%2F@h/my%20db?sslmode=require", "h 5432 u@x p:/ my db Require")]
    [InlineData("postgres://u:p:q@[::1]:1/d?sslmode=verify-full", "::1 1 u p:q d VerifyFull")]
    [InlineData("postgres://u@/d?host=/var/run/postgresql&port=7", "/var/run/postgresql 7 u  d Prefer")]
    [InlineData(" postgres://u@h/d?connect_timeout=3&application_name=a%20b ", "h 5432 u  d Prefer")]
    public void Reads_what_libpq_reads(string url, string expected)
    {
        var settings = new NpgsqlConnectionStringBuilder(PostgresUrl.Parse(url));
        Assert.Equal(
            expected, $"{settings.Host} {settings.Port} {settings.Username} {settings.Password} {settings.Database} {settings.SslMode}");
    }

    [Theory]
    [InlineData("", "a database URL reads postgres://")]
    [InlineData("Host=h;Password=secret", "a database URL reads postgres://")]
    [InlineData("mysql://u:secret@h/d", "a database URL reads postgres://")]
    [InlineData("postgres://u:secret@h:port/d", "a database URL reads postgres://")]
    [InlineData("postgres://u:secret@h", "names no database")]
    [InlineData("postgres://:secret@h/d", "names no user")]
    [InlineData("postgres:///d", "names no host")]
    [InlineData("postgres://u:secret@h/d?sslmode=secret", "sslmode is one of")]
    [InlineData("postgres://u:secret@h/d?sslmood=on", "does not know: sslmood")]
    [InlineData("postgres://u:secret@h/d?port=secret", "port of the database URL is a number")]
    public void Says_what_is_wrong_without_the_password(string url, string message)
    {
        var error = Assert.Throws<FormatException>(() => PostgresUrl.Parse(url));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }
}
