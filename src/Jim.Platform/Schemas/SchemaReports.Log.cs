using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Schemas;

internal sealed partial class SchemaReports
{
    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.SchemaReplaced, LogLevel.Information,
            "The database's structure or rights changed: schema version {Version} with {Relations} relations.")]
        public static partial void SchemaReplaced(ILogger logger, long version, int relations);

        [LoggerMessage(
            LogEvents.SchemaRefused, LogLevel.Error, "No schema can be built of the changed database, the last one stays: {Reason}")]
        public static partial void SchemaRefused(ILogger logger, string reason);

        [LoggerMessage(
            LogEvents.CatalogUnreadable, LogLevel.Warning,
            "The database's structure cannot be read ({Reason}); the schema stays as it is.")]
        public static partial void CatalogUnreadable(ILogger logger, string reason);

        [LoggerMessage(
            LogEvents.SchemaIncomplete, LogLevel.Warning,
            "{Count} parts of the database are left out of the schema because of their names; the rest is served. {Notices}.")]
        public static partial void SchemaIncomplete(ILogger logger, int count, string notices);

        [LoggerMessage(LogEvents.SchemaRenamed, LogLevel.Information, "Parts of the database have a longer name in the schema. {Notices}.")]
        public static partial void SchemaRenamed(ILogger logger, string notices);

        [LoggerMessage(LogEvents.SchemaRecovered, LogLevel.Information, "The schema is up to date with the database again.")]
        public static partial void SchemaRecovered(ILogger logger);

        [LoggerMessage(LogEvents.SteeringIgnored, LogLevel.Warning, "A comment in the database cannot be followed: {Warning}")]
        public static partial void SteeringIgnored(ILogger logger, string warning);
    }
}
