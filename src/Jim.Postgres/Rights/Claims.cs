using Npgsql;
using NpgsqlTypes;

namespace Jim.Postgres.Rights;

/// <summary>
/// Makes the first command of every transaction, which sets the role and the claims for the rest of it. It always sets all of them, and
/// for this transaction only, so that nobody runs with the claims of the connection's last user.
/// </summary>
public static class Claims
{
    /// <summary>The text for a caller without claims, which saves six parameters in each query.</summary>
    private const string AnonymousSql =
        "select set_config('role', $1, true), set_config('jim.sub', '', true), set_config('jim.roles', '', true), "
        + "set_config('jim.name', '', true), set_config('jim.email', '', true), set_config('jim.client', '', true), "
        + "set_config('jim.job', '', true)";

    private const string Sql =
        "select set_config('role', $1, true), set_config('jim.sub', $2, true), set_config('jim.roles', $3, true), "
        + "set_config('jim.name', $4, true), set_config('jim.email', $5, true), set_config('jim.client', $6, true), "
        + "set_config('jim.job', $7, true)";

    private const string QuickSql = ", set_config('statement_timeout', '250', true)";

    /// <param name="caller">On whose behalf the next commands run.</param>
    /// <param name="job">The job that runs them; null outside one. Policies read it as setting <c>jim.job</c>.</param>
    public static NpgsqlBatchCommand Command(Caller caller, string? job = null) => Command(caller, job, AnonymousSql, Sql);

    /// <summary>The same for statements behind which others wait: Postgres ends each after a quarter of a second.</summary>
    public static NpgsqlBatchCommand CommandOfQuick(Caller caller) => Command(caller, null, AnonymousSql + QuickSql, Sql + QuickSql);

    /// <summary>Has the following statements of the transaction run as the login role; the claims stay.</summary>
    public static NpgsqlBatchCommand LeaveRole() => new("select set_config('role', 'none', true)");

    private static NpgsqlBatchCommand Command(Caller caller, string? job, string anonymousSql, string sql)
    {
        if (caller.IsAnonymous && job is null)
        {
            var anonymous = new NpgsqlBatchCommand(anonymousSql);
            Add(anonymous, caller.Role);
            return anonymous;
        }

        var command = new NpgsqlBatchCommand(sql);
        Add(command, caller.Role);
        Add(command, caller.Subject);
        Add(command, caller.Roles.IsDefaultOrEmpty ? null : string.Join(',', caller.Roles));
        Add(command, caller.Name);
        Add(command, caller.Email);
        Add(command, caller.Client);
        Add(command, job);
        return command;
    }

    // Postgres' text cannot hold the character U+0000, so a claim ends before it. The rest of the claim is lost, which can take rights
    // away from the caller but never gives more.
    private static void Add(NpgsqlBatchCommand command, string? value)
    {
        var text = value ?? string.Empty;
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        command.Parameters.Add(
            new NpgsqlParameter<string> { TypedValue = end < 0 ? text : text[..end], NpgsqlDbType = NpgsqlDbType.Text });
    }
}
