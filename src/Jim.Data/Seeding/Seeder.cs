using Npgsql;

namespace Jim.Data.Seeding;

/// <summary>
/// Fills the starter model with the same rows each time. Rows are copied into a temporary table and inserted from there: COPY FROM is
/// refused under FORCE ROW LEVEL SECURITY, even to the owner. A batch is one transaction of more rows than the change log keeps one by
/// one.
/// </summary>
public static class Seeder
{
    private const int Batch = 20_000;

    /// <summary>Seeds; rows that are there already stay as they are.</summary>
    /// <returns>How many rows were added.</returns>
    /// <exception cref="InvalidOperationException">The starter model was not migrated here.</exception>
    public static async Task<long> SeedAsync(SeedOptions options, IProgress<SeedProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Users, 4);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Documents);
        var settings = new NpgsqlConnectionStringBuilder(options.OwnerConnectionString) { Pooling = false, CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await RequireStarterAsync(connection, cancellationToken);
        var users = options.Users;
        var memberships = SeedRows.Memberships(users).LongCount();
        var run = new Run(connection, progress, users + SeedRows.CountGroups(users) + memberships + 4L * options.Documents);
        await run.InsertAsync([(SeedTable.Users, SeedRows.Users(users))], cancellationToken);
        await run.InsertAsync(
            [(SeedTable.Groups, SeedRows.Groups(users)), (SeedTable.Memberships, SeedRows.Memberships(users))], cancellationToken);
        for (var first = 1; first <= options.Documents; first += Batch)
        {
            var count = Math.Min(Batch, options.Documents - first + 1);
            await run.InsertAsync(
                [(SeedTable.Documents, SeedRows.Documents(first, count, users)), (SeedTable.Events, SeedRows.Events(first, count, users))],
                cancellationToken);
        }

        await using var analyze = new NpgsqlCommand(
            "analyze public.users, public.groups, public.memberships, public.documents, public.document_events", connection);
        await analyze.ExecuteNonQueryAsync(cancellationToken);
        return run.Added;
    }

    private static async Task RequireStarterAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select to_regclass('jim.history_starter') is not null", connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            throw new InvalidOperationException(
                "there is nothing to seed: the starter model was not migrated into this database (JIM_MODEL, ./jim migrate)");
        }
    }

    private sealed class Run(NpgsqlConnection connection, IProgress<SeedProgress>? progress, long total)
    {
        private const int Report = 5_000;
        private long _done;

        public long Added { get; private set; }

        public async Task InsertAsync((SeedTable Table, IEnumerable<object?[]> Rows)[] parts, CancellationToken cancellationToken)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            foreach (var (table, rows) in parts)
            {
                await ExecuteAsync(table.CreateTemporary, cancellationToken);
                await CopyAsync(table, rows, cancellationToken);
                Added += await ExecuteAsync(table.Insert, cancellationToken);
                progress?.Report(new(_done, total));
            }

            await transaction.CommitAsync(cancellationToken);
        }

        private async Task CopyAsync(SeedTable table, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
        {
            await using var writer = await connection.BeginBinaryImportAsync(table.Copy, cancellationToken);
            foreach (var row in rows)
            {
                await writer.StartRowAsync(cancellationToken);
                for (var i = 0; i < row.Length; i++)
                {
                    await (row[i] is { } value
                        ? writer.WriteAsync(value, table.Columns[i].Type, cancellationToken)
                        : writer.WriteNullAsync(cancellationToken));
                }

                if (++_done % Report == 0)
                {
                    progress?.Report(new(_done, total));
                }
            }

            await writer.CompleteAsync(cancellationToken);
        }

        private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
