using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Jim.GraphQL.Execution;
using Jim.Platform.Jobs;
using Jim.Postgres.Rights;
using Npgsql;
using NpgsqlTypes;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Requests;

/// <summary>
/// Stores a mutation as a job under the caller's rights and answers with it (202). A message wakes a worker after the commit; if it is
/// lost, the sweeper finds the job by its row.
/// </summary>
public sealed class MutationQueue(NpgsqlDataSource dataSource, JobQueue jobs)
{
    public async Task<GraphQLResponse> EnqueueAsync(
        PreparedMutation mutation, QueuedDirective queued, CancellationToken cancellationToken)
    {
        var input = mutation.Input;
        if (input.Caller.UserId is null || input.Request.Uploads.Count > 0
            || input.RootFields.Any(f => f.Definition is { Binding: FieldResolver }))
        {
            return GraphQLResponse.Refused(RequestErrors.NotQueueable());
        }

        if (queued.IsOutOfTime)
        {
            return GraphQLResponse.Refused(RequestErrors.RunAtOutOfTime());
        }

        var id = Guid.CreateVersion7();
        var effect = mutation.IdempotencyKey is { } key ? IdempotentEffect.For(input, key) : null;
        try
        {
            await StoreAsync(id, input, queued, effect);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return GraphQLResponse.Refused(RequestErrors.NotQueueable());
        }

        if (effect is { IsMismatch: true })
        {
            return GraphQLResponse.Refused(RequestErrors.IdempotencyMismatch());
        }

        if (effect?.Answer is { } kept)
        {
            return new GraphQLResponse { Outcome = ResponseOutcome.Queued, Job = new QueuedJob(new Guid(kept), "QUEUED"), IsReplay = true };
        }

        if (queued.RunAt is null)
        {
            await jobs.HintAsync(
                id, MutationJobHandler.JobKind, Enum.Parse<JobPriority>(queued.Priority, ignoreCase: true), cancellationToken);
        }

        return new GraphQLResponse { Outcome = ResponseOutcome.Queued, Job = new QueuedJob(id, "QUEUED") };
    }

    private async Task StoreAsync(Guid id, OperationInput input, QueuedDirective queued, IdempotentEffect? effect)
    {
        await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        if (effect is not null)
        {
            if (!await effect.ClaimAsync(connection))
            {
                return;
            }

            await effect.KeepAsync(connection, id.ToByteArray());
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Claims.Command(input.Caller));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select jim.enqueue($1, $2, $3, $4, $5)")
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = MutationJobHandler.JobKind },
                new() { Value = queued.Priority },
                new() { Value = MutationPayload.Write(input.Request), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = (object?)queued.RunAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        });
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }
}

/// <summary>
/// A mutation as its job stores it: document, operation name and variables; never a token. The variables are a string with the JSON as it
/// was sent, because <c>jsonb</c> would store other values than the client gave: without the sign of <c>-0.0</c>, without the order and
/// spaces of a value for a <c>json</c> column, and it refuses <c>\u0000</c>. A document with U+0000 (in a comment or a block string) is a
/// string with JSON in it too.
/// </summary>
public static class MutationPayload
{
    public static string Write(GraphQLRequest request)
    {
        var variables = request.Variables is { } given ? JsonSerializer.SerializeToElement(given.GetRawText()) : (JsonElement?)null;
        var query = Encoding.UTF8.GetString(request.Query.Span);
        var stored = query.Contains('\0', StringComparison.Ordinal)
            ? new Stored(JsonSerializer.Serialize(query), request.OperationName, variables) { QueryIsJson = true }
            : new Stored(query, request.OperationName, variables);
        return JsonSerializer.Serialize(stored, JsonSerializerOptions.Web);
    }

    public static GraphQLRequest Read(JsonElement payload)
    {
        var stored = payload.Deserialize<Stored>(JsonSerializerOptions.Web) ?? throw new FormatException("The job has no operation.");
        return new GraphQLRequest
        {
            Query = Encoding.UTF8.GetBytes(stored.QueryIsJson ? JsonSerializer.Deserialize<string>(stored.Query)! : stored.Query),
            OperationName = stored.OperationName,
            Variables = ReadVariables(stored.Variables), Admitted = true,
        };
    }

    /// <summary>Jobs of earlier builds, which may still wait, have the variables as an object.</summary>
    private static JsonElement? ReadVariables(JsonElement? stored) =>
        stored is { ValueKind: JsonValueKind.String } text ? JsonElement.Parse(text.GetString()!) : stored;

    private sealed record Stored(string Query, string? OperationName, JsonElement? Variables)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool QueryIsJson { get; init; }
    }
}
