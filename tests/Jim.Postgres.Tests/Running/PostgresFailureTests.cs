using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Postgres.Tests.Running;

public sealed class PostgresFailureTests
{
    [Fact]
    public void A_failure_is_described_without_its_message()
    {
        var stated = new PostgresException("Key (email)=(ann@example.com) exists.", "ERROR", "ERROR", "23505");
        var lost = new NpgsqlException("Failed to connect to 10.0.0.7:5432");

        Assert.Equal(("23505", "NpgsqlException"), (PostgresFailure.Describe(stated), PostgresFailure.Describe(lost)));
    }
}
