using Jim.Platform.Identity;
using Jim.Postgres.Diagnostics;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Hosting;

/// <summary>
/// Looks whether the database roles that requests run as exist, and whether the login role may switch to them. It is done before the start:
/// otherwise the first request of such a caller would fail.
/// </summary>
public static class DatabaseRolesCheck
{
    // Since Postgres 16 a membership may be granted without the right to SET ROLE.
    private const string Sql = """
        select r.name, to_regrole(quote_ident(r.name)) is null, quote_ident(r.name), quote_ident(session_user)
        from unnest($1::text[]) with ordinality r (name, position)
        where to_regrole(quote_ident(r.name)) is null or not pg_has_role(session_user, to_regrole(quote_ident(r.name))::oid,
          case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
        order by r.position
        """;

    /// <summary>Throws <see cref="SettingsException"/>, which names every fault with its cure, and <see cref="NpgsqlException"/>.</summary>
    public static async Task RunAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        await using var dataSource = JimTelemetry.BuildDataSource(
            new(settings.BuildConnectionString()) { ApplicationName = "jim-start" }, loadsTypes: false);
        var faults = await FindFaultsAsync(dataSource, settings.Roles, cancellationToken);
        if (faults.Count > 0)
        {
            throw new SettingsException(
                "JIM_ROLES names database roles that cannot be used: "
                + $"{string.Join("; ", faults.Select(f => $"{f.Fault}: {f.Cure}"))}.");
        }
    }

    /// <summary>What is wrong with which role, and the SQL or command that cures it; empty: every role can be used.</summary>
    public static async Task<IReadOnlyList<(string Fault, string Cure)>> FindFaultsAsync(
        NpgsqlDataSource dataSource, RoleMap roleMap, CancellationToken cancellationToken)
    {
        var faults = new List<(string, string)>();
        await using var command = dataSource.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. roleMap.DatabaseRoles] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (name, missing, role, login) = (reader.GetString(0), reader.GetBoolean(1), reader.GetString(2), reader.GetString(3));
            var fault = missing ? $"{name} does not exist" : $"{name} is not granted to {login}";
            faults.Add((fault, RoleMap.Default.DatabaseRoles.Contains(name) ? "run ./jim migrate"
                : missing ? $"create role {role} nologin; grant jim_user to {role}; grant {role} to {login}"
                : $"grant {role} to {login}"));
        }

        return faults;
    }
}
