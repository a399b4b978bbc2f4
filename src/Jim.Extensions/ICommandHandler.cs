namespace Jim.Extensions;

/// <summary>
/// Does the work of a command, in a worker. It is made anew for each run, and its constructor is given services: those of
/// <see cref="IExtension"/>, <c>ILogger&lt;T&gt;</c>, <c>TimeProvider</c> and <c>IConfiguration</c>.
/// </summary>
/// <typeparam name="TCommand">The record with <see cref="CommandAttribute"/>.</typeparam>
public interface ICommandHandler<in TCommand>
    where TCommand : notnull
{
    /// <summary>
    /// Runs the command. A worker may be killed at any time, and another then runs it again from the beginning; what was written in the
    /// transaction of <see cref="CommandContext.BeginAsync"/> is committed once, with the job's success. Throw
    /// <see cref="CommandException"/> for what would fail again; after any other exception the job is tried again later.
    /// </summary>
    /// <param name="command">As the client sent it.</param>
    /// <param name="context">The job: the caller, the database under the caller's rights, progress.</param>
    /// <param name="cancellationToken">Cancelled when the job was cancelled, the process stops or another worker has the job.</param>
    Task HandleAsync(TCommand command, CommandContext context, CancellationToken cancellationToken);
}

/// <summary>The same with a result, which the job shows as JSON.</summary>
/// <typeparam name="TCommand">The record with <see cref="CommandAttribute"/>.</typeparam>
/// <typeparam name="TResult">What System.Text.Json can write; its members are named as in JavaScript.</typeparam>
public interface ICommandHandler<in TCommand, TResult>
    where TCommand : notnull
{
    /// <inheritdoc cref="ICommandHandler{TCommand}.HandleAsync"/>
    Task<TResult> HandleAsync(TCommand command, CommandContext context, CancellationToken cancellationToken);
}
