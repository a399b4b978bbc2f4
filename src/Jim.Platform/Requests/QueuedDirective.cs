using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;

namespace Jim.Platform.Requests;

/// <summary><c>mutation @queued(priority: HIGH, runAt: …)</c>: store it and let a worker run it.</summary>
public sealed record QueuedDirective(string Priority, DateTimeOffset? RunAt)
{
    /// <summary>Null: the operation does not carry it.</summary>
    public static QueuedDirective? Of(PreparedRequest prepared)
    {
        var operation = prepared.Operation!;
        foreach (var directive in operation.Definition.Directives)
        {
            if (directive.Name.Value == "queued" && operation.View.Schema.Directives.TryGet("queued", out var definition))
            {
                var arguments = ArgumentReader.Read(operation.View, definition, directive, prepared.Variables);
                var priority = arguments.FirstOrDefault(a => a.Key.Name == "priority").Value?.Value as EnumValueDefinition;
                return new QueuedDirective(
                    (priority?.Name ?? "NORMAL").ToLowerInvariant(),
                    arguments.FirstOrDefault(a => a.Key.Name == "runAt").Value?.Value as DateTimeOffset?);
            }
        }

        return null;
    }
}
