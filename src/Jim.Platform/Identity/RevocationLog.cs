using Jim.Platform.Jobs;
using Jim.Platform.Messaging;
using Jim.Postgres.Changes;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Platform.Identity;

/// <summary>
/// Keeps revocations in Postgres (<c>jim.revocations</c>), so that all processes know of them, also those that start later. A writer names
/// the table in the change log; so the others hear of it as of any change, woken by the message bus or at their next poll.
/// </summary>
public sealed partial class RevocationLog(
    NpgsqlDataSource dataSource, Revocations revocations, IMessageBus bus, ILogger<RevocationLog> logger)
{
    private const string Insert = """
        with made as (
          insert into jim.revocations (subject, session, roles, issued_until, token_id) values ($1, $2, $3, $4, $5)
          on conflict (token_id) do nothing returning 1)
        select jim.mark_changed('jim.revocations')::text from made
        """;

    private const string Columns = "select 'jim.revocations'::regclass::oid, r.subject, r.session, r.roles, r.issued_until";

    private const string ReadAll = $"{Columns} from (select) one left join jim.revocations r on r.at > now() - $1";

    // What is visible now and was not for an earlier snapshot, as the change log is read.
    private const string ReadSince = $"""
        {Columns} from (select) one
        left join jim.revocations r on r.xid = any($1::text[]::xid8[]) or r.xid >= $2::text::xid8
        """;

    private readonly Outage _outage = new();

    /// <summary>The table's oid; null: all that is kept must be read before deltas are followed.</summary>
    private uint? _table;

    /// <summary>Where reading goes on after it has failed; null: nothing is missing.</summary>
    private PgSnapshot? _missing;

    /// <summary>
    /// Revokes tokens, here at once and in the other processes as soon as they hear of it. False: the token of that id was taken before.
    /// </summary>
    /// <param name="tokenId">The <c>jti</c> of the logout token that tells of it; null: none does.</param>
    /// <exception cref="NpgsqlException">The other processes do not hear of it; this one has revoked the tokens.</exception>
    public async Task<bool> RecordAsync(Revocation revocation, string? tokenId, CancellationToken cancellationToken)
    {
        Add(revocation);
        await using var command = dataSource.CreateCommand(
            Insert, revocation.Subject, revocation.Session, revocation.Roles.ToArray(), revocation.IssuedUntil.UtcDateTime, tokenId);
        var recorded = await command.ExecuteScalarAsync(cancellationToken) is not null;
        if (recorded)
        {
            await WakeOthersAsync(cancellationToken);
        }

        return recorded;
    }

    /// <summary>The same for what no logout token tells. Where the database is away, only this process knows of it.</summary>
    public async Task RevokeAsync(Revocation revocation, CancellationToken cancellationToken)
    {
        try
        {
            await RecordAsync(revocation, tokenId: null, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            Log.RevocationNotStored(logger, e is PostgresException refused ? refused.SqlState : e.GetType().Name);
        }
    }

    /// <summary>
    /// Reads what was revoked before this process began. Where the database does not answer, that follows with the first delta.
    /// </summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(null, cancellationToken);
        _table = null; // what is committed between now and the first delta is in neither
    }

    /// <summary>Reads what other processes have revoked, where the delta tells of it. Does not throw for a database that is away.</summary>
    public ValueTask FollowAsync(Delta delta, CancellationToken cancellationToken)
    {
        if (_table is not { } table || delta.Overflow)
        {
            return ReadAsync(null, cancellationToken);
        }

        return _missing is { } since ? ReadAsync(since, cancellationToken)
            : delta.Changes.Any(change => change.Table == table) ? ReadAsync(delta.Since, cancellationToken)
            : ValueTask.CompletedTask;
    }

    /// <param name="since">Null: all that are kept.</param>
    private async ValueTask ReadAsync(PgSnapshot? since, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = since is null ? dataSource.CreateCommand(ReadAll, OldRows.KeepRevocations) : CreateReader(since);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var table = 0u;
            while (await reader.ReadAsync(cancellationToken))
            {
                table = reader.GetFieldValue<uint>(0);
                if (!await reader.IsDBNullAsync(4, cancellationToken))
                {
                    Add(Read(reader));
                }
            }

            (_table, _missing) = (table, null);
            if (_outage.End())
            {
                Log.RevocationsReadable(logger);
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            _missing = since;
            _table = since is null ? null : _table;
            var fault = e is PostgresException refused ? refused.SqlState : e.GetType().Name;
            if (_outage.Begin(fault))
            {
                Log.RevocationsUnreadable(logger, fault);
            }
        }
    }

    private NpgsqlCommand CreateReader(PgSnapshot since)
    {
        static string Text(ulong xid) => xid.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var command = dataSource.CreateCommand(ReadSince);
        command.Parameters.Add(
            new NpgsqlParameter { Value = since.InProgress.Select(Text).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = Text(since.Xmax), NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }

    private static Revocation Read(NpgsqlDataReader row) => new(
        row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetFieldValue<DateTimeOffset>(4))
    {
        Roles = [.. row.GetFieldValue<string[]>(3)],
    };

    private void Add(Revocation revocation)
    {
        if (revocations.Add(revocation) is > 0 and var closed)
        {
            Log.TokensRevoked(logger, closed);
        }
    }

    private async Task WakeOthersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await bus.BroadcastAsync("revocation"u8.ToArray(), cancellationToken);
        }
        catch (MessageBusException)
        {
            // They find it at their next poll of the change log, a quarter of a second later.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.TokensRevoked, LogLevel.Information,
            "Tokens were revoked; {Count} sockets and streams that were open by them are closed.")]
        public static partial void TokensRevoked(ILogger logger, int count);

        [LoggerMessage(
            LogEvents.RevocationsUnreadable, LogLevel.Warning,
            "Which tokens were revoked cannot be read ({Fault}); it is tried again all the time.")]
        public static partial void RevocationsUnreadable(ILogger logger, string fault);

        [LoggerMessage(
            LogEvents.RevocationNotStored, LogLevel.Warning,
            "That tokens were revoked could not be stored ({Fault}); other processes do not know of it.")]
        public static partial void RevocationNotStored(ILogger logger, string fault);

        [LoggerMessage(LogEvents.RevocationsReadable, LogLevel.Information, "Which tokens were revoked can be read again.")]
        public static partial void RevocationsReadable(ILogger logger);
    }
}
