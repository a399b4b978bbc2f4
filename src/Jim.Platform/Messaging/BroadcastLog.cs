using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Messaging;

/// <summary>What both buses log of the handlers of broadcasts.</summary>
internal static partial class BroadcastLog
{
    // Type or SQLSTATE and stack only: the message of an exception may hold a user's value or text of the database.
    [LoggerMessage(LogEvents.BroadcastHandlerFailed, LogLevel.Error, "The handler of a broadcast threw {Fault}.\n{Stack}")]
    public static partial void BroadcastHandlerFailed(ILogger logger, string fault, string? stack);
}
