using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// The rows of the change log (<c>jim.change</c>) that were committed longer ago than they are kept. The log has no times, so each round
/// leaves a mark of its moment (<c>jim.change_mark</c>), and later ones delete what had been committed before a mark that is old enough.
/// A transaction that stays open for long holds the marks back: then more is kept.
/// </summary>
public sealed class OldChanges(NpgsqlDataSource dataSource, JobsOptions options)
{
    private const string AddMark = "insert into jim.change_mark default values on conflict do nothing";

    // The marks before it go first: whoever reads the log from before it is told so before the first row is missing.
    private const string RaiseFloor = """
        with newest as (select at, floor from jim.change_mark where at < now() - $1 order by at desc limit 1),
        gone as (delete from jim.change_mark m using newest n where m.at < n.at)
        select floor::text from newest
        """;

    // By an array, because Postgres would else join the table with itself.
    private const string Delete = """
        delete from jim.change where ctid = any (array(select ctid from jim.change where xid < $1::text::xid8 order by xid limit $2))
        """;

    private const string Count = """
        select (select count(*) from jim.change c where c.xid < (select m.floor from jim.change_mark m where m.at < now() - $1
            order by m.at desc limit 1)), max(at) from jim.change_mark
        """;

    /// <summary>Leaves a mark and deletes what is old, batch by batch. How many rows there were.</summary>
    /// <param name="pauseAsync">Is awaited between two batches.</param>
    public async Task<long> DeleteAsync(int batchSize, Func<CancellationToken, Task> pauseAsync, CancellationToken cancellationToken)
    {
        if (options.KeepChanges is not { } age)
        {
            return 0;
        }

        await using (var mark = dataSource.CreateCommand(AddMark))
        {
            await mark.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var raise = dataSource.CreateCommand(RaiseFloor, age);
        if (await raise.ExecuteScalarAsync(cancellationToken) is not string floor)
        {
            return 0;
        }

        for (var total = 0L; ;)
        {
            await using var delete = dataSource.CreateCommand(Delete, floor, (long)batchSize);
            var deleted = await delete.ExecuteNonQueryAsync(cancellationToken);
            total += deleted;
            if (deleted < batchSize)
            {
                return total;
            }

            await pauseAsync(cancellationToken);
        }
    }

    /// <summary>What would be deleted now, and when the last mark was made; null: never.</summary>
    public async Task<(long Rows, DateTimeOffset? Marked)> CountAsync(CancellationToken cancellationToken)
    {
        if (options.KeepChanges is not { } age)
        {
            return (0, null);
        }

        await using var command = dataSource.CreateCommand(Count, age);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }
}
