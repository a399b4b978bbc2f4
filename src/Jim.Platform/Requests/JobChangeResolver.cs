using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>What a mutation does to one job.</summary>
/// <param name="ErrorType">The type of its error.</param>
/// <param name="Refusal">Told where the job is none for it.</param>
/// <param name="RunAsync">Changes the job, as the login role. Gives what follows the commit; null: the job is none for it.</param>
internal sealed record JobChange(
    string ErrorType, GraphQLError Refusal, Func<NpgsqlConnection, Guid, Caller, Task<Func<CancellationToken, Task>?>> RunAsync);

/// <summary>Runs a mutation of a job: at once, or within the transaction that it shares with other fields.</summary>
internal sealed class JobChangeResolver(JobChange change, NpgsqlDataSource dataSource, RequestGuard guard) : ITransactionField
{
    public ValueTask<object?> ResolveAsync(ResolveContext context) => guard.ResolveAsync<object?>(async () =>
    {
        var state = RequestState.Get(context);
        if (state.RunJoinedField is { } run)
        {
            return await run(context.Field, context.Cancellation);
        }

        await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
        var joined = await JoinAsync(context.Arguments, state.Caller, connection, context.Cancellation);
        await joined.CommittedAsync(context.Cancellation);
        return joined.Value;
    });

    public async Task<JoinedField> JoinAsync(
        IReadOnlyDictionary<string, object?> arguments, Caller caller, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        ((InputObject)arguments["input"]!).TryGet("id", out var value);
        var id = (Guid)value!;
        return await change.RunAsync(connection, id, caller) is { } follow
            ? new JoinedField(new JobChanged(id, null), [], follow, () => { })
            : new JoinedField(
                JobChanged.Refuse(change.ErrorType, change.Refusal), [change.Refusal], _ => Task.CompletedTask, () => { });
    }

    public string Keep(object? value) => ((JobChanged)value!).Id.ToString()!;

    public object Restore(string kept) => new JobChanged(Guid.Parse(kept), null);
}

/// <summary>The value of the payload; without a job where there are errors.</summary>
internal sealed record JobChanged(Guid? Id, IReadOnlyList<Dictionary<string, object?>>? Errors)
{
    public static JobChanged Refuse(string type, GraphQLError error) => new(null, [new()
    {
        ["__typename"] = type, ["message"] = error.Message, ["code"] = error.Code,
    }]);
}
