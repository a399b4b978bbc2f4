using Jim.Platform.Files.Spooling;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files.Resumable;

/// <summary>
/// The rows of <c>jim.uploads</c>, read and written as the login role: each statement on behalf of a user names that user as the owner.
/// </summary>
internal sealed class UploadTable(NpgsqlDataSource dataSource, FileUploads uploads, FilesOptions options)
{
    private const string Columns =
        "id, size, received, kind, metadata, file_id, expires_at, sha_claimed, parts, fence, expires_at <= now(), spool_key";

    /// <summary>A day without a byte, and a week at most.</summary>
    private const string Expiry = "least(now() + interval '24 hours', created_at + interval '7 days')";

    /// <summary>One after another, so that all together do not exceed what each was allowed.</summary>
    private const string Lock = "select pg_advisory_xact_lock(hashtext('jim.uploads'), 0)";

    /// <summary>Of the others: the same upload may be begun again.</summary>
    private const string Count = """
        select count(*) filter (where owner_id = $1), coalesce(sum(size) filter (where owner_id = $1), 0)::bigint, count(*)
        from jim.uploads where state = 'receiving' and id <> $2
        """;

    private const string Insert = $"""
        insert into jim.uploads (id, owner_id, size, sha_claimed, kind, metadata) values ($1, $2, $3, $4::bytea, $5, $6)
        on conflict (id) do nothing returning {Columns}
        """;

    private const string Claim = $"""
        update jim.uploads set fence = fence + 1
        where id = $1 and owner_id = $2 and state = 'receiving' and received = $3 and expires_at > now()
        returning {Columns}
        """;

    private const string Advance = $"""
        update jim.uploads set received = $3, expires_at = case when received < $3 then {Expiry} else expires_at end
        where id = $1 and fence = $2 and state = 'receiving'
        returning expires_at
        """;

    private const string Hold = "select from jim.uploads where id = $1 and fence = $2 and state = 'receiving' for update";

    private const string Complete = "update jim.uploads set state = 'complete', received = size, file_id = $2 where id = $1";

    private const string InsertFinal = """
        insert into jim.uploads (id, owner_id, size, received, kind, metadata, parts, state, file_id)
        values ($1, $2, $3, $3, 'final', $4, $5, 'complete', $6)
        """;

    private const string Sweep = """
        delete from jim.uploads where id in (
          select id from jim.uploads where expires_at <= now() order by expires_at limit $1 for update skip locked)
        returning spool_key, state = 'receiving'
        """;

    /// <summary>The row; null: an upload has that id already.</summary>
    /// <exception cref="GraphQLException">JIM_TOO_MANY_UPLOADS.</exception>
    public Task<UploadRow?> InsertAsync(UploadRow row, Caller caller, CancellationToken cancellationToken) => uploads.TakeTurnAsync(
        caller,
        async () =>
        {
            await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            var count = FileCommands.Build(Count, caller.UserId, row.Id);
            await using (var batch = connection.CreateBatch().With([FileCommands.Build(Lock), count]))
            await using (var reader = await batch.ExecuteReaderAsync(CancellationToken.None))
            {
                await reader.NextResultAsync(CancellationToken.None);
                await reader.ReadAsync(CancellationToken.None);
                if (reader.GetInt64(0) >= options.UploadsMax || reader.GetInt64(1) + row.Size > options.UploadBytesMax
                    || reader.GetInt64(2) >= options.UploadsOfAllMax)
                {
                    throw FileErrors.TooManyUploads();
                }
            }

            var inserted = await ReadAsync(connection, FileCommands.Build(
                Insert, row.Id, caller.UserId, row.Size, row.Sha256, row.Kind.ToString().ToLowerInvariant(), row.Metadata.Header));
            await transaction.CommitAsync(CancellationToken.None);
            return inserted;
        },
        cancellationToken);

    /// <summary>The caller's upload; null: there is none.</summary>
    public Task<UploadRow?> FindAsync(Guid id, Caller caller, CancellationToken cancellationToken) =>
        RunAsync($"select {Columns} from jim.uploads where id = $1 and owner_id = $2", caller, cancellationToken, id, caller.UserId);

    /// <summary>Makes the caller of this the only writer; null: the upload has ended, expired, or is not at that offset.</summary>
    /// <param name="spool">Its part gets its name back where the upload had almost ended.</param>
    public Task<UploadRow?> ClaimAsync(Guid id, long offset, Caller caller, Spool spool, CancellationToken cancellationToken) =>
        uploads.TakeTurnAsync(
            caller,
            async () =>
            {
                await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
                await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
                if (await ReadAsync(connection, FileCommands.Build(Claim, id, caller.UserId, offset)) is not { } row)
                {
                    return null;
                }

                spool.Withdraw(row.SpoolKey); // with the row locked, so that nobody is about to make the file
                await transaction.CommitAsync(CancellationToken.None);
                return row;
            },
            cancellationToken);

    /// <summary>Acknowledges bytes. Gives when the upload expires; null: there is another writer by now, or no upload.</summary>
    public Task<DateTimeOffset?> AdvanceAsync(UploadRow row, long received, Caller caller) => uploads.TakeTurnAsync(
        caller,
        async () =>
        {
            await using var command = dataSource.CreateCommand(Advance, [row.Id, row.Fence, received]);
            return (DateTimeOffset?)(await command.ExecuteScalarAsync(CancellationToken.None) as DateTime?);
        },
        CancellationToken.None);

    /// <summary>Locks the row in the present transaction. False: there is another writer by now, or no upload.</summary>
    public static async Task<bool> HoldAsync(NpgsqlConnection connection, UploadRow row)
    {
        await using var batch = connection.CreateBatch().With([FileCommands.Build(Hold, row.Id, row.Fence)]);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        return await reader.ReadAsync(CancellationToken.None);
    }

    /// <summary>The upload became a file, in the present transaction.</summary>
    public static Task CompleteAsync(NpgsqlConnection connection, UploadRow row, Guid fileId) =>
        connection.ExecuteAsync([FileCommands.Build(Complete, row.Id, fileId)], CancellationToken.None);

    /// <summary>Writes, in the present transaction, the row of a file that was made of partial uploads, and deletes theirs.</summary>
    public static Task WriteFinalAsync(NpgsqlConnection connection, UploadRow row, Caller caller) => connection.ExecuteAsync(
        [
            FileCommands.Build("delete from jim.uploads where id = any($1) and owner_id = $2", row.Parts.ToArray(), caller.UserId),
            FileCommands.Build(
                InsertFinal, row.Id, caller.UserId, row.Size, row.Metadata.Header, row.Parts.ToArray(), row.FileId),
        ],
        CancellationToken.None);

    /// <summary>Deletes the caller's upload. False: there is none.</summary>
    public async Task<bool> DeleteAsync(Guid id, Caller caller, CancellationToken cancellationToken) => await RunAsync(
        $"delete from jim.uploads where id = $1 and owner_id = $2 returning {Columns}", caller, cancellationToken, id, caller.UserId)
        is not null;

    /// <summary>Deletes the upload that the caller writes. False: there is another writer by now, or no upload.</summary>
    public async Task<bool> DropAsync(UploadRow row)
    {
        await using var command = dataSource.CreateCommand(
            "delete from jim.uploads where id = $1 and fence = $2 and state = 'receiving'", [row.Id, row.Fence]);
        return await command.ExecuteNonQueryAsync(CancellationToken.None) > 0;
    }

    /// <summary>Deletes some of the expired; gives the keys of those that have bytes in the spool.</summary>
    public async Task<(int Deleted, List<string> SpoolKeys)> SweepAsync(int most, CancellationToken cancellationToken)
    {
        var (deleted, keys) = (0, new List<string>());
        await using var command = dataSource.CreateCommand(Sweep, [most]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            deleted++;
            if (reader.GetBoolean(1))
            {
                keys.Add(KeyOf(reader.GetGuid(0)));
            }
        }

        return (deleted, keys);
    }

    /// <summary>As the spool has it.</summary>
    private static string KeyOf(Guid key) => key.ToString("N");

    private Task<UploadRow?> RunAsync(string sql, Caller caller, CancellationToken cancellationToken, params object?[] values) =>
        uploads.TakeTurnAsync(
            caller,
            async () =>
            {
                await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
                return await ReadAsync(connection, FileCommands.Build(sql, values));
            },
            cancellationToken);

    private static async Task<UploadRow?> ReadAsync(NpgsqlConnection connection, NpgsqlBatchCommand command)
    {
        await using var batch = connection.CreateBatch().With([command]);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        if (!await reader.ReadAsync(CancellationToken.None))
        {
            return null;
        }

        return new UploadRow(
            reader.GetGuid(0), reader.GetInt64(1), reader.GetInt64(2), Enum.Parse<UploadKind>(reader.GetString(3), ignoreCase: true),
            new UploadMetadata(reader.GetString(4)), reader.IsDBNull(5) ? null : reader.GetGuid(5),
            reader.GetFieldValue<DateTimeOffset>(6))
        {
            Sha256 = reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7),
            Parts = reader.IsDBNull(8) ? [] : [.. reader.GetFieldValue<Guid[]>(8)],
            Fence = reader.GetInt64(9),
            IsExpired = reader.GetBoolean(10),
            SpoolKey = KeyOf(reader.GetGuid(11)),
        };
    }
}
