using System.Net;
using Jim.Platform.Changes;
using Jim.Platform.Requests;
using Jim.Postgres.Changes;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Platform.Webhooks;

/// <summary>What a webhook is asked to be; null: every table, all changes.</summary>
internal sealed record WebhookWish(string Url, string?[]? Tables, string?[]? Ops);

/// <summary>Writes rows of <c>jim.webhooks</c>, as the login role: nobody else may write the secret.</summary>
public sealed class WebhookRows(NpgsqlDataSource dataSource, CommitNotice notice, WebhookOptions options)
{
    private const string InsertSql = """
        insert into jim.webhooks (url, tables, ops, secret) values ($1, $2, $3::jim.webhook_op[], $4) returning id
        """;

    /// <summary>Null: there is none. What cannot be known before the name is looked up is told by the deliveries.</summary>
    internal GraphQLError? FindFault(WebhookWish wish)
    {
        if (!Uri.TryCreate(wish.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0
            || wish.Url.Length > 2000 || wish.Url.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\\')
            || !wish.Url.StartsWith(url.Scheme + "://", StringComparison.Ordinal))
        {
            return WebhookErrors.Invalid("url is no address with https:// or http://, without a user name and of 2000 characters at most.");
        }

        var isTls = url.Scheme == Uri.UriSchemeHttps;
        var isRefused = IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address)
            ? !options.Allows(address, isTls)
            : !options.AllowsPrivate && (url.IsLoopback || (!isTls && options.Networks.IsEmpty));
        if (isRefused)
        {
            return WebhookErrors.Invalid(
                "url leads to an address that may not be called from here. Public addresses are called by https, and private ones where "
                + "JIM_WEBHOOK_NETWORKS names them.");
        }

        if (wish.Tables is { } tables && (tables.Length is 0 or > 100 || !tables.All(IsTable)))
        {
            return WebhookErrors.Invalid("tables has 1 to 100 of schema.table or schema.*; leave it out for every table.");
        }

        return wish.Ops is { } ops && (ops.Length == 0 || ops.Contains(null))
            ? WebhookErrors.Invalid("ops has at least one operation; leave it out for all.")
            : null;
    }

    internal static async Task<(Guid Id, string Secret)> InsertAsync(NpgsqlConnection connection, WebhookWish wish, Caller caller)
    {
        var secret = WebhookSignature.MakeSecret();
        var insert = Statements.BuildCommand(InsertSql, wish.Url, Texts(wish.Tables), Texts(wish.Ops), secret);
        await using var batch = connection.CreateBatch().With([Claims.Command(caller), Claims.LeaveRole(), insert]);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        return (reader.GetGuid(0), secret);
    }

    /// <summary>Runs a field that shares no transaction in one of its own.</summary>
    public async Task<object?> RunAsync(
        Caller caller, Func<NpgsqlConnection, Task<JoinedField>> joinAsync, CancellationToken cancellationToken)
    {
        JoinedField joined;
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            joined = await joinAsync(connection);
            if (!joined.Errors.IsEmpty)
            {
                return joined.Value;
            }

            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (PostgresException refused)
        {
            throw PostgresFailure.ToException(refused, cancellationToken, tellRaised: false);
        }

        await joined.CommittedAsync(cancellationToken);
        return joined.Value;
    }

    /// <summary>After the commit: this node's next answers show it.</summary>
    public async Task TellAsync(uint table, CancellationToken cancellationToken)
    {
        var now = await new ChangeReader(dataSource).CurrentAsync(cancellationToken);
        await notice.TellAsync([table], now, cancellationToken);
    }

    private static NpgsqlParameter Texts(string?[]? values) =>
        new() { Value = (object?)values ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static bool IsTable(string? text) =>
        text is not null && text.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && dot < text.Length - 1
        && !text.Contains('\n', StringComparison.Ordinal) && !text.Contains('\0', StringComparison.Ordinal);
}
