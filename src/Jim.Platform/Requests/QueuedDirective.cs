using Jim.GraphQL.Inputs;
using Jim.GraphQL.Types;

namespace Jim.Platform.Requests;

/// <summary><c>mutation @queued(priority: HIGH, runAt: …)</c>: the mutation is stored as a job, which a worker runs.</summary>
/// <param name="Priority">As in <c>jim.job_priority</c>: lower case.</param>
/// <param name="RunAt">Not before this time; null: at once.</param>
public sealed record QueuedDirective(string Priority, DateTimeOffset? RunAt)
{
    /// <summary>How long the answer waits for the job; not at all by default.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>True for a <c>runAt</c> at which no job can run: infinity, or a year before 1 or beyond 9999.</summary>
    public bool IsOutOfTime { get; init; }

    /// <summary>The directive of the operation; null: it has none.</summary>
    public static QueuedDirective? Read(OperationInput input)
    {
        var operation = input.Operation;
        foreach (var directive in operation.Definition.Directives)
        {
            if (directive.Name.Value == "queued" && operation.View.Schema.Directives.TryGet("queued", out var definition))
            {
                var arguments = ArgumentReader.Read(operation.View, definition, directive, input.Variables);
                var priority = arguments.FirstOrDefault(a => a.Key.Name == "priority").Value?.Value as EnumValueDefinition;
                var runAt = arguments.FirstOrDefault(a => a.Key.Name == "runAt").Value?.Value;
                var wait = arguments.FirstOrDefault(a => a.Key.Name == "wait").Value?.Value;
                return new QueuedDirective((priority?.Name ?? "NORMAL").ToLowerInvariant(), runAt as DateTimeOffset?)
                {
                    IsOutOfTime = runAt is string, Wait = TimeSpan.FromSeconds(wait is int seconds ? seconds : 0),
                };
            }
        }

        return null;
    }
}
