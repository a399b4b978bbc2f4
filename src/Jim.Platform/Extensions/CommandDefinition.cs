using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Jim.Extensions;
using Jim.Platform.Jobs;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Extensions;

/// <summary>A command: its record, and who does it.</summary>
/// <param name="Name">Of the mutation.</param>
/// <param name="Type">The record.</param>
/// <param name="Input">The record as an input of GraphQL.</param>
/// <param name="Contract">The interface by which its handler is found among the services.</param>
/// <param name="Handler">Implements <paramref name="Contract"/>.</param>
public sealed partial record CommandDefinition(
    string Name, Type Type, CommandAttribute Attribute, InputShape.Members Input, Type Contract, Type Handler)
{
    /// <summary>When it is due by itself; null: never.</summary>
    public CommandCron? Cron { get; } = Attribute.Cron is { } cron ? CommandCron.Read(Type, cron, Attribute.TimeZone) : null;

    /// <summary>The priority of a job for which nobody names one.</summary>
    public JobPriority Priority => Enum.Parse<JobPriority>(Attribute.Priority.ToString());

    /// <summary>The database roles that see its mutation; null: all that may have jobs.</summary>
    public string[]? Roles => Attribute.Roles ?? (Cron is null ? null : ["jim_admin"]);

    /// <summary>The kind of its jobs.</summary>
    public string Kind => JobQueue.CommandKindPrefix + Name;

    public string? Description => Type.GetCustomAttribute<DescriptionAttribute>()?.Description;

    /// <summary>Runs the handler. Gives the result as JSON; null: it gives none.</summary>
    internal CommandRun Run { get; } = (CommandRun)Activator.CreateInstance(
        Contract.GenericTypeArguments is [var command, var result]
            ? typeof(CommandRun<,>).MakeGenericType(command, result)
            : typeof(CommandRun<>).MakeGenericType(Contract.GenericTypeArguments))!;

    /// <exception cref="ExtensionException">The record or its handler is none.</exception>
    internal static CommandDefinition Read(Type type, Type[] others)
    {
        var attribute = type.GetCustomAttribute<CommandAttribute>()!;
        var name = attribute.Name ?? JsonNamingPolicy.CamelCase.ConvertName(type.Name);
        if (!NamePattern().IsMatch(name) || name.StartsWith("__", StringComparison.Ordinal))
        {
            throw new ExtensionException(
                $"The command {type} has the name '{name}', which is none of GraphQL. Name it: [Command(Name = \"sendReminders\")].");
        }

        if (type.IsAbstract || type.IsGenericType)
        {
            throw new ExtensionException($"The command {type} is abstract or generic. Make it a record of its own.");
        }

        if (attribute is not { AttemptsMax: > 0, TimeoutSeconds: > 0 } || !Enum.IsDefined(attribute.Priority))
        {
            throw new ExtensionException($"The command {type} has a number below 1 or an unknown priority in its [Command].");
        }

        var handlers = others.Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false })
            .SelectMany(t => t.GetInterfaces().Where(i => Handles(i, type)).Select(i => (Contract: i, Handler: t))).ToList();
        var required = attribute.Cron is null ? null : InputShape.Read(type, name).All.FirstOrDefault(member => member.IsRequired);
        if (required is not null)
        {
            throw new ExtensionException(
                $"The command {type} has a Cron, but nobody gives it its member {required.Name}. Give the member a default value.");
        }

        var inputName = char.ToUpperInvariant(name[0]) + name[1..] + "Input"; // as a mutation's is
        return handlers is [var (contract, handler)]
            ? new CommandDefinition(name, type, attribute, InputShape.Read(type, inputName), contract, handler)
            : throw new ExtensionException(
                handlers.Count == 0
                    ? $"The command {type} has no handler. Write a class that implements ICommandHandler<{type.Name}> in the same assembly."
                    : $"The command {type} has several handlers: {string.Join(", ", handlers.Select(h => h.Handler))}. Keep one.");
    }

    private static bool Handles(Type contract, Type command) =>
        contract.IsGenericType && contract.GenericTypeArguments[0] == command
        && contract.GetGenericTypeDefinition() is var definition
        && (definition == typeof(ICommandHandler<>) || definition == typeof(ICommandHandler<,>));

    [GeneratedRegex("^[_A-Za-z][_0-9A-Za-z]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
