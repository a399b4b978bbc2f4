using Jim.Extensions;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Types;
using Jim.Platform.Jobs;
using Jim.Platform.Requests;
using Jim.Postgres.Rights;
using Npgsql;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Extensions;

/// <summary>
/// Runs the mutation of a command: stores its job, in a transaction of its own or within the one that it shares with other fields, and
/// waits for it where the client asks for that.
/// </summary>
/// <param name="table">The oid of <c>jim.jobs</c>.</param>
internal sealed class CommandResolver(
    CommandDefinition command, CommandQueue queue, JobEnds ends, RequestOptions options, RequestGuard guard, uint table, string errorType)
    : ITransactionField
{
    public ValueTask<object?> ResolveAsync(ResolveContext context) => guard.ResolveAsync<object?>(async () =>
    {
        var state = RequestState.Get(context);
        var sent = state.RunJoinedField is { } run
            ? (CommandSent)(await run(context.Field, context.Cancellation))!
            : await RunAsync(context.Arguments, state.Caller, context.Cancellation);
        var seconds = context.Arguments.GetValueOrDefault("wait") as int? ?? 0;
        if (sent.Id is { } id && options.FindWait(state.Input.Request, TimeSpan.FromSeconds(seconds)) is { Ticks: > 0 } time)
        {
            // One that has ended by now is found too.
            using var wait = ends.Expect(id);
            await wait.WithinAsync(time, context.Cancellation);
        }

        return sent;
    });

    public async Task<JoinedField> JoinAsync(
        IReadOnlyDictionary<string, object?> arguments, Caller caller, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var request = Read(arguments);
            await queue.StoreAsync(connection, request, caller);
            return new JoinedField(
                new CommandSent(request.Id, null), [], stop => queue.TellAsync(request, table, stop), () => { });
        }
        catch (CommandException e)
        {
            return new JoinedField(Refuse(e), [new GraphQLError(e.Message) { Code = e.Code }], _ => Task.CompletedTask, () => { });
        }
    }

    public string Keep(object? value) => ((CommandSent)value!).Id.ToString()!;

    public object Restore(string kept) => new CommandSent(Guid.Parse(kept), null);

    private async Task<CommandSent> RunAsync(
        IReadOnlyDictionary<string, object?> arguments, Caller caller, CancellationToken cancellationToken)
    {
        CommandRequest request;
        try
        {
            request = Read(arguments);
        }
        catch (CommandException e)
        {
            return Refuse(e);
        }

        await queue.StoreAsync(request, caller);
        await queue.TellAsync(request, table, cancellationToken);
        return new CommandSent(request.Id, null);
    }

    /// <summary>Makes the record once, so that what its constructor refuses is told at once.</summary>
    private CommandRequest Read(IReadOnlyDictionary<string, object?> arguments)
    {
        var input = CommandJson.Write(arguments.GetValueOrDefault("input") as InputObject, command.Input);
        CommandJson.Read(input, command.Type);
        var runAt = arguments.GetValueOrDefault("runAt");
        var priority = arguments.GetValueOrDefault("priority") is EnumValueDefinition { Binding: string label }
            ? Enum.Parse<JobPriority>(label, ignoreCase: true)
            : command.Priority;
        return runAt is string
            ? throw RequestErrors.RunAtOutOfTime().ToException()
            : new CommandRequest(Guid.CreateVersion7(), command, input, priority, runAt as DateTimeOffset?);
    }

    private CommandSent Refuse(CommandException e) => new(null,
    [
        new() { ["__typename"] = errorType, ["message"] = e.Message, ["code"] = e.Code },
    ]);
}

/// <summary>The value of the payload; without a job where there are errors.</summary>
internal sealed record CommandSent(Guid? Id, IReadOnlyList<Dictionary<string, object?>>? Errors);
