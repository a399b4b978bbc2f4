using System.Globalization;
using System.Reflection;
using System.Text;
using Jim.GraphQL.Errors;
using Jim.Platform.Requests;
using Jim.Postgres.Diagnostics;

namespace Jim.Server.Commands;

/// <summary><c>LOG-EVENTS.md</c>: every event that Jim logs, read from the messages in the code.</summary>
public static class LogEventsPage
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Assembly[] assemblies =
        [typeof(GraphQLException).Assembly, typeof(LogEvents).Assembly, typeof(RequestExecutor).Assembly, typeof(LogEventsPage).Assembly];

    /// <summary>
    /// The messages by id, each with its event's name: where a message gives none, it is that of the method that logs it, as the logging
    /// generator takes it. Two adapters of one contract may log the same event.
    /// </summary>
    public static ImmutableArray<LoggerMessageAttribute> FindMessages() =>
    [
        .. assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetMethods(All))
            .Select(FindMessage).OfType<LoggerMessageAttribute>().OrderBy(message => message.EventId),
    ];

    /// <summary>The page as Markdown.</summary>
    public static string Render()
    {
        var text = new StringBuilder("""
            # Log events

            Each event has an id and a name that stay the same from version to version, so that searches and alarms can rely on them; the
            words of a message may change. The list is `src/Jim.Postgres/Diagnostics/LogEvents.cs`; `./jim settings` writes this page.

            | id | name | level | message |
            |---|---|---|---|

            """);
        foreach (var message in FindMessages().DistinctBy(message => message.EventId))
        {
            var words = message.Message.Split('\n')[0];
            text.Append(CultureInfo.InvariantCulture, $"| {message.EventId} | `{message.EventName}` | {message.Level} | {words} |\n");
        }

        return text.ToString();
    }

    private static LoggerMessageAttribute? FindMessage(MethodInfo method)
    {
        var message = method.GetCustomAttribute<LoggerMessageAttribute>();
        if (message is not null)
        {
            message.EventName ??= method.Name;
        }

        return message;
    }
}
