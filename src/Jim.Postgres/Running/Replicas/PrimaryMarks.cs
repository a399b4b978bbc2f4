using Jim.Postgres.Changes;
using Npgsql;

namespace Jim.Postgres.Running.Replicas;

/// <summary>
/// Where the primary is: its snapshots with the ends of its log, by which a replica's position tells what it shows. Thread safe, but for
/// <see cref="ReadAsync"/>.
/// </summary>
/// <param name="primary">Connections to the primary.</param>
/// <param name="lag">How long marks are kept: a replica that has reached none of them is not read from.</param>
/// <param name="clock">Tells how old they are.</param>
public sealed class PrimaryMarks(NpgsqlDataSource primary, TimeSpan lag, TimeProvider clock)
{
    // A snapshot is taken before its statement runs, so the position is a later one. It is that of what was inserted and not of what was
    // flushed, because with synchronous_commit=off commits are seen before they are flushed.
    private const string Sql = """
        select pg_current_snapshot()::text, pg_wal_lsn_diff(w, '0/0')::int8, ('x' || left(pg_walfile_name(w), 8))::bit(32)::int,
          (select system_identifier from pg_control_system()), current_setting('wal_block_size')::int8,
          pg_size_bytes(current_setting('wal_segment_size'))
        from pg_current_wal_insert_lsn() w
        """;

    private const int HeaderOfPage = 24;
    private const int HeaderOfSegment = 40;
    private long _begun;
    private volatile PrimaryLine? _line;

    /// <summary>The marks of the primary's present history; null: it was not asked yet.</summary>
    public PrimaryLine? Line => _line;

    /// <summary>The number of the first mark that is sure to include all that is committed now.</summary>
    public long Next => Volatile.Read(ref _begun) + 1;

    /// <summary>Adds a mark. Throws <see cref="NpgsqlException"/> and the like where the primary cannot be asked.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _begun);
        var begun = clock.GetTimestamp();
        await using var command = primary.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var wal = EndOfRecords((ulong)reader.GetInt64(1), (ulong)reader.GetInt64(4), (ulong)reader.GetInt64(5));
        var (timeline, system) = (reader.GetInt32(2), reader.GetInt64(3));
        if (_line is not { } line || line.System != system || line.Timeline != timeline)
        {
            line = new PrimaryLine(system, timeline, lag, clock);
        }

        line.Add(new PrimaryMark(number, begun, wal, PgSnapshot.Parse(reader.GetString(0))));
        _line = line;
    }

    /// <summary>
    /// The next record is inserted behind the header of a page that has nothing else yet, but the last record ended before that header:
    /// what a replica has replayed never is inside it.
    /// </summary>
    private static ulong EndOfRecords(ulong wal, ulong pageBytes, ulong segmentBytes) =>
        wal % segmentBytes == HeaderOfSegment ? wal - HeaderOfSegment
        : wal % pageBytes == HeaderOfPage ? wal - HeaderOfPage
        : wal;
}
