using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files.Copies;

/// <summary>The rows of <c>jim.targets</c>, which tell administrators how each target is.</summary>
public sealed class TargetRows(NpgsqlDataSource dataSource)
{
    private const string KnowSql = """
        insert into jim.targets (name, role, address) values ($1, $2, $3)
        on conflict (name) do update set role = excluded.role, address = excluded.address, removed_at = null,
          compared_at = case when jim.targets.removed_at is null then jim.targets.compared_at end
        where (jim.targets.role, jim.targets.address, jim.targets.removed_at) is distinct from (excluded.role, excluded.address, null)
        """;

    private const string RemovedSql = "update jim.targets set removed_at = now() where name <> all ($1) and removed_at is null";

    private const string TellSql = """
        update jim.targets set error = $2, failing_since = case when $2 is null then null else coalesce(failing_since, now()) end
        where name = $1 and error is distinct from $2
        """;

    /// <summary>Every stored version has a row for every target; those of before the target are added here, a batch at a time.</summary>
    private const string FillSql = """
        with batch as (
          select id from jim.file_versions where state = 'stored' and ($2::uuid is null or id > $2) order by id limit $3
        ), added as (
          insert into jim.replicas (version_id, target) select id, $1 from batch on conflict do nothing
        )
        select id from batch order by id desc limit 1
        """;

    private const string MeasureSql = """
        with waiting as (
          select r.target, count(*) as files, coalesce(sum(v.size_bytes), 0)::bigint as bytes, min(r.created_at) as since
          from jim.replicas r join jim.file_versions v on v.id = r.version_id
          where r.state in ('missing', 'suspect') group by r.target
          union all
          select m.target, count(*), coalesce(sum(f.size_bytes) filter (where m.state = 'waiting'), 0)::bigint, min(m.changed_at)
          from jim.mirrors m left join jim.files f on f.id = m.file_id
          where m.state in ('waiting', 'going') group by m.target
        )
        update jim.targets t set waiting_files = coalesce(w.files, 0), waiting_bytes = coalesce(w.bytes, 0), waiting_since = w.since
        from jim.targets o left join waiting w on w.target = o.name
        where o.name = t.name
          and (t.waiting_files, t.waiting_bytes, t.waiting_since) is distinct from (coalesce(w.files, 0), coalesce(w.bytes, 0), w.since)
        """;

    private const string ReadSql = """
        select name, waiting_files, waiting_bytes, coalesce(extract(epoch from now() - waiting_since), 0)::float8, error,
          extract(epoch from now() - failing_since)::float8, role, compared_at
        from jim.targets where removed_at is null order by name
        """;

    private const int BatchSize = 2_000;

    /// <summary>The targets of the settings; others that were there are marked as removed.</summary>
    public async Task KnowAsync(
        IReadOnlyCollection<(string Name, string Role, string Address)> targets, CancellationToken cancellationToken)
    {
        string[] names = [.. targets.Select(t => t.Name)];
        await dataSource.ExecuteAsync(
            [
                .. targets.Select(t => Statements.BuildCommand(KnowSql, t.Name, t.Role, t.Address)),
                Statements.BuildCommand(RemovedSql, [names]),
            ],
            cancellationToken);
    }

    /// <param name="fault">Why its last call failed; null: it did not.</param>
    public Task TellAsync(string target, string? fault, CancellationToken cancellationToken) =>
        ExecuteAsync(TellSql, [target, fault], cancellationToken);

    /// <summary>Lets the target wait for a copy of every version that it has none of.</summary>
    public async Task FillAsync(string target, CancellationToken cancellationToken)
    {
        Guid? last = null;
        do
        {
            await using var command = dataSource.CreateCommand(FillSql, target, last, BatchSize);
            last = await command.ExecuteScalarAsync(cancellationToken) as Guid?;
        }
        while (last is not null);
    }

    public Task MeasureAsync(CancellationToken cancellationToken) => ExecuteAsync(MeasureSql, [], cancellationToken);

    public async Task<List<TargetReport>> ReadAsync(CancellationToken cancellationToken)
    {
        var found = new List<TargetReport>();
        await using var command = dataSource.CreateCommand(ReadSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new TargetReport(
                reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), TimeSpan.FromSeconds(reader.GetDouble(3)),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : TimeSpan.FromSeconds(reader.GetDouble(5)), reader.GetString(6),
                reader.IsDBNull(7) ? null : reader.GetDateTime(7)));
        }

        return found;
    }

    private Task ExecuteAsync(string sql, object?[] values, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync([Statements.BuildCommand(sql, values)], cancellationToken);
}
