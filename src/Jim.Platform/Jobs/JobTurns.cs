using Jim.Postgres.Changes;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// Shares out the workers of a queue among users. A queue's messages come in the order in which they were sent, so a user with a thousand
/// jobs would delay everybody's. A message therefore is a turn, and does not say whose: the turn goes to the user of whom fewest jobs of
/// that queue run, among equals to the job that has waited longest. A message whose job was run in another's turn brings a job that is
/// still there. Who holds what one user may hold of a worker's places has no turn there (<see cref="JobPlaces"/>).
/// </summary>
public sealed class JobTurns(
    NpgsqlDataSource dataSource, JobRunner runner, JobQueue messages, JobsOptions options, TimeProvider timeProvider)
{
    /// <summary>How often a job is chosen where another worker takes each before it is claimed.</summary>
    private const int ChoicesMax = 8;

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
        ), chosen as materialized (
          select case
            when g.owner_id is null or not g.owner_id = any($5) and (g.state = 'running' and g.lease_until < now()
              or g.state = 'queued' and not exists (select from running r where r.owner_id = g.owner_id)) then g.id
            else coalesce((
              select next.id from users u
              cross join lateral (
                select j.id, j.run_at from jim.jobs j
                where j.state = 'queued' and j.owner_id = u.owner_id and j.run_at <= now()
                  and (j.priority, {QueueOf}) = (g.priority, g.queue)
                order by j.run_at limit 1) next
              left join running r using (owner_id) where u.owner_id <> all($5)
              order by coalesce(r.jobs, 0), next.run_at limit 1), case when not exists (
                select from jim.jobs j
                where j.owner_id = any($5) and (j.priority, {QueueOf}) = (g.priority, g.queue)
                  and (j.state = 'queued' and j.run_at <= now() or j.state = 'running' and j.lease_until < now())) then g.id end) end as id
          from given g
        )
        select c.id, o.owner_id from chosen c left join jim.jobs o on o.id = c.id
        """;

    private readonly JobPlaces _places = new(options);

    /// <summary>Hears of committed rows; does not wait for the database.</summary>
    public void Follow(Delta delta)
    {
        runner.Running.Follow(delta);
        _places.Wake();
    }

    /// <summary>
    /// Runs the job whose turn it is when a message of this one has come. Where all that wait are of users who hold enough places here
    /// (<see cref="JobPlaces"/>), waits a while for another's or for a place, and then sends the message again.
    /// </summary>
    /// <param name="queue">Whence the message came.</param>
    /// <param name="closing">Cancelled when no more jobs begin.</param>
    /// <param name="stopping">Cancelled when the process gives its jobs back.</param>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public async Task RunNextAsync(string queue, Guid id, string kind, CancellationToken closing, CancellationToken stopping)
    {
        // Not for longer, since another worker may have a place.
        using var patience = new CancellationTokenSource(options.Sweep, timeProvider);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(closing, patience.Token);
        Guid? missed = null;
        for (var choices = 1; choices <= ChoicesMax;)
        {
            var changed = _places.Changed;
            if (await ChooseAsync(id, _places.FindBarred(queue), stopping) is not { } next)
            {
                await changed.WaitAsync(waiting.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (waiting.IsCancellationRequested)
                {
                    await messages.HintAsync(queue, id, kind, CancellationToken.None);
                    return;
                }
            }
            else if (next.Id == missed)
            {
                return; // no other waits
            }
            else if (_places.Take(queue, next.OwnerId) is { } place)
            {
                using (place)
                {
                    if (await runner.RunAsync(next.Id, stopping))
                    {
                        return;
                    }
                }

                (missed, choices) = (next.Id, choices + 1);
            }
        }
    }

    /// <summary>
    /// The job whose turn it is when a message of <paramref name="id"/> has come; that one itself, where there is no other. Null: all that
    /// wait are of barred users.
    /// </summary>
    /// <param name="barred">Users of whom no job may begin here now.</param>
    private async Task<JobTurn?> ChooseAsync(Guid id, Guid[] barred, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            ChooseSql, id, JobQueue.FileStoreKind, Guid.NewGuid(), JobQueue.OrderedMutationKind, barred);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return !await reader.ReadAsync(cancellationToken) ? new JobTurn(id, null)
            : reader.IsDBNull(0) ? null
            : new JobTurn(reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1));
    }

    /// <param name="OwnerId">Null: Jim's own.</param>
    private sealed record JobTurn(Guid Id, Guid? OwnerId);
}
