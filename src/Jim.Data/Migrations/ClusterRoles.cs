using Npgsql;

namespace Jim.Data.Migrations;

/// <summary>
/// Creates the application roles where they are missing, and grants them to the gateway's login. Roles belong to the cluster, not to one
/// database.
/// </summary>
internal static class ClusterRoles
{
    private const int Attempts = 5;

    /// <summary>The application roles and the schema exist afterwards.</summary>
    public static async Task EnsureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await RetryAsync(connection, null, "Migrations/Always/Roles.sql", cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new MigrationException(
                $"the owner role {connection.UserName()} may not create the roles jim_anonymous, jim_user, jim_admin, "
                + "jim_service, jim_gateway or the schema jim, or grant jim_user to jim_service (it needs CREATEROLE, CREATE on the "
                + "database and, where another role created jim_user, its admin option), or a superuser does so once", error);
        }
    }

    /// <summary>Grants the five roles and the platform's rights to the login, and reports what makes the login unsafe.</summary>
    public static async Task AdmitGatewayAsync(
        NpgsqlConnection connection, string login, Action<string> report, CancellationToken cancellationToken)
    {
        const string Attributes = "select rolinherit, rolsuper, rolbypassrls from pg_roles where rolname = $1";
        await using (var command = new NpgsqlCommand(Attributes, connection))
        {
            command.Parameters.Add(new() { Value = login });
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            if (!await row.ReadAsync(cancellationToken))
            {
                throw new MigrationException(
                    $"the user {login} of DATABASE_URL does not exist: create role \"{login}\" login noinherit password '…'");
            }

            var (inherits, super, bypasses) = (row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2));
            if (super || bypasses)
            {
                report($"warning: the gateway's role {login} is above row level security; give DATABASE_URL a plain login role");
            }
            else if (inherits && connection.PostgreSqlVersion.Major < 16)
            {
                report($"warning: the gateway's role {login} inherits the application roles: alter role \"{login}\" noinherit");
            }
        }

        try
        {
            await RetryAsync(connection, login, "Migrations/Always/Gateway.sql", cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new MigrationException(
                $"the owner role {connection.UserName()} may not grant the application roles to {login}; once, as superuser: "
                + $"grant jim_anonymous, jim_user, jim_admin, jim_service, jim_gateway to \"{login}\"", error);
        }
    }

    // Another database's migrate may touch the same rows of pg_auth_members: XX000 "tuple concurrently updated", or 23505.
    private static async Task RetryAsync(NpgsqlConnection connection, string? login, string script, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await using var setting = new NpgsqlCommand("select set_config('jim.gateway', $1, true)", connection, transaction);
                setting.Parameters.Add(new() { Value = login ?? string.Empty });
                await setting.ExecuteNonQueryAsync(cancellationToken);
                await using var command = new NpgsqlCommand(EmbeddedSql.Read(script), connection, transaction);
                await command.ExecuteNonQueryAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return;
            }
            catch (PostgresException error) when (attempt < Attempts
                && error.SqlState is PostgresErrorCodes.InternalError or PostgresErrorCodes.UniqueViolation)
            {
                // Rolled back with the transaction; the other migration has committed by now.
            }
        }
    }

    private static string UserName(this NpgsqlConnection connection) =>
        new NpgsqlConnectionStringBuilder(connection.ConnectionString).Username ?? "?";
}
