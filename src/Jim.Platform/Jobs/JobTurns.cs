using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// Shares out the workers of a queue among users. A queue's messages come in the order in which they were sent, so a user with a thousand
/// jobs would delay everybody's. A message therefore is a turn, and does not say whose: the turn goes to the user of whom fewest jobs of
/// that queue run, among equals to the job that has waited longest. A message whose job was run in another's turn brings a job that is
/// still there.
/// </summary>
internal static class JobTurns
{
    /// <summary>At so many users each choice looks, beginning at a random one, so that many who wait make none of them slow.</summary>
    private const int UsersMax = 64;

    /// <summary>Jobs of one priority wait in several queues, by their kind.</summary>
    private const string QueueOf = "case j.kind when $2 then 1 when $4 then 2 else 0 end";

    // The case that is by far the most frequent is answered first: the job waits, and none of its user runs.
    private static readonly string ChooseSql = $"""
        with recursive given as (
          select id, owner_id, state, lease_until, priority, {QueueOf} as queue from jim.jobs j where id = $1
        ), running as (
          select j.owner_id, count(*) as jobs from jim.jobs j join given g on (j.priority, {QueueOf}) = (g.priority, g.queue)
          where j.state = 'running' and j.owner_id is not null group by j.owner_id
        ), users (owner_id, first, number) as (
          select u.first, u.first, 1 from (select coalesce(
            (select owner_id from jim.jobs where state = 'queued' and owner_id >= $3 order by owner_id limit 1),
            (select owner_id from jim.jobs where state = 'queued' and owner_id is not null order by owner_id limit 1)) as first) u
          where u.first is not null
          union all
          select n.owner_id, u.first, u.number + 1 from users u cross join lateral (select coalesce(
            (select owner_id from jim.jobs where state = 'queued' and owner_id > u.owner_id order by owner_id limit 1),
            (select owner_id from jim.jobs where state = 'queued' and owner_id is not null order by owner_id limit 1)) as owner_id) n
          where n.owner_id <> u.first and u.number < {UsersMax}
        )
        select case
          when g.owner_id is null or g.state = 'running' and g.lease_until < now()
            or g.state = 'queued' and not exists (select from running r where r.owner_id = g.owner_id) then g.id
          else coalesce((
            select next.id from users u
            cross join lateral (
              select j.id, j.run_at from jim.jobs j
              where j.state = 'queued' and j.owner_id = u.owner_id and j.run_at <= now()
                and (j.priority, {QueueOf}) = (g.priority, g.queue)
              order by j.run_at limit 1) next
            left join running r using (owner_id)
            order by coalesce(r.jobs, 0), next.run_at limit 1), g.id) end
        from given g
        """;

    /// <summary>The job whose turn it is when a message of <paramref name="id"/> has come; that one itself, where there is no
    /// other.</summary>
    public static async Task<Guid> ChooseAsync(NpgsqlDataSource dataSource, Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            ChooseSql, id, JobQueue.FileStoreKind, Guid.NewGuid(), JobQueue.OrderedMutationKind);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid? ?? id;
    }
}
