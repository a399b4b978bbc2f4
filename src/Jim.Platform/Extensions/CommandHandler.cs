using Jim.Extensions;
using Jim.Platform.Identity;
using Jim.Platform.Jobs;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Extensions;

/// <summary>Runs the jobs of one command: its handler, under the rights of who sent it.</summary>
/// <param name="connections">Those of commands alone, since a handler may hold one for long.</param>
internal sealed class CommandHandler(
    CommandDefinition command, ExtensionServices services, JobStore store, NpgsqlDataSource connections, RoleMap roleMap,
    TimeProvider timeProvider)
    : IJobHandler
{
    public string Kind => command.Kind;

    /// <summary>A file that is missing and a wait of the handler's own are no database that is away.</summary>
    public JobOutcome Judge(Exception failure) => failure is IOException or TimeoutException
        ? new JobOutcome.Retry(JobErrors.Failed)
        : JobOutcome.For(failure);

    public async Task<JobOutcome> RunAsync(JobRow job, CancellationToken cancellationToken)
    {
        var caller = roleMap.ChooseAgain(job.Caller ?? throw new InvalidOperationException("a command has a caller"));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(command.Attribute.TimeoutSeconds), timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        await using var run = new CommandJob(job, caller, connections, new CommandProgress(job, store, timeProvider));
        await using var scope = services.CreateScope(command);
        try
        {
            var record = CommandJson.ReadPayload(job.Payload, command.Type);
            var result = await command.Run.RunAsync(scope.ServiceProvider, record, run, either.Token);
            return await run.CommitAsync(result) ? new JobOutcome.Committed() : new JobOutcome.Succeeded(result);
        }
        catch (CommandException refused)
        {
            return new JobOutcome.Rejected(new GraphQLError(refused.Message) { Code = refused.Code });
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return JobOutcome.For(RunErrors.Timeout());
        }
    }
}
