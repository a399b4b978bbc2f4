using System.Text.Json;
using Jim.Extensions;
using Microsoft.Extensions.DependencyInjection;

namespace Jim.Platform.Extensions;

/// <summary>Calls the handler of a command, of which only the types are known.</summary>
internal abstract class CommandRun
{
    /// <param name="services">Those of the extension, of one scope.</param>
    /// <param name="command">The record.</param>
    /// <returns>The result as JSON; null: the handler has none.</returns>
    public abstract Task<string?> RunAsync(
        IServiceProvider services, object command, CommandContext context, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class CommandRun<TCommand> : CommandRun
    where TCommand : notnull
{
    public override async Task<string?> RunAsync(
        IServiceProvider services, object command, CommandContext context, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ICommandHandler<TCommand>>().HandleAsync((TCommand)command, context, cancellationToken);
        return null;
    }
}

/// <inheritdoc/>
internal sealed class CommandRun<TCommand, TResult> : CommandRun
    where TCommand : notnull
{
    public override async Task<string?> RunAsync(
        IServiceProvider services, object command, CommandContext context, CancellationToken cancellationToken)
    {
        var handler = services.GetRequiredService<ICommandHandler<TCommand, TResult>>();
        return JsonSerializer.Serialize(await handler.HandleAsync((TCommand)command, context, cancellationToken), CommandJson.Options);
    }
}
