using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.Platform.Jobs;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>Runs <c>replayJob</c>: at once, or within the transaction that it shares with other fields.</summary>
internal sealed class ReplayJobResolver(JobReplay replay, RequestGuard guard) : ITransactionField
{
    public ValueTask<object?> ResolveAsync(ResolveContext context) => guard.ResolveAsync<object?>(async () =>
    {
        var state = RequestState.Get(context);
        if (state.RunJoinedField is { } run)
        {
            return await run(context.Field, context.Cancellation);
        }

        await using var connection = await replay.OpenAsync();
        var joined = await JoinAsync(context.Arguments, state.Caller, connection, context.Cancellation);
        await joined.CommittedAsync(context.Cancellation);
        return joined.Value;
    });

    public async Task<JoinedField> JoinAsync(
        IReadOnlyDictionary<string, object?> arguments, Caller caller, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        ((InputObject)arguments["input"]!).TryGet("id", out var value);
        if (await JobReplay.QueueAsync(connection, (Guid)value!) is not { } job)
        {
            var error = ErrorTable.JobNotDead.Create("There is no such job, or it is neither dead nor failed.").Error;
            return new JoinedField(JobReplayed.Refuse(error), [error], _ => Task.CompletedTask, () => { });
        }

        return new JoinedField(new JobReplayed(job.Id, null), [], stop => replay.HintAsync(job, stop), () => { });
    }

    public string Keep(object? value) => ((JobReplayed)value!).Id.ToString()!;

    public object Restore(string kept) => new JobReplayed(Guid.Parse(kept), null);
}

/// <summary>The value of the payload of <c>replayJob</c>; without a job where there are errors.</summary>
internal sealed record JobReplayed(Guid? Id, IReadOnlyList<Dictionary<string, object?>>? Errors)
{
    public static JobReplayed Refuse(GraphQLError error) => new(null, [new()
    {
        ["__typename"] = "ReplayError", ["message"] = error.Message, ["code"] = error.Code,
    }]);
}
