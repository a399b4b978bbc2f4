using Jim.Data.Migrations;
using Jim.Platform.Jobs;
using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Schemas;

/// <summary>Whose rights install change triggers.</summary>
/// <param name="OwnerConnectionString">As the role that owns the schema <c>jim</c> and the tables (<c>DATABASE_OWNER_URL</c>).</param>
public sealed record TrackingOptions(string OwnerConnectionString);

/// <summary>
/// Has new and altered tables tracked: whenever the catalog has changed, as the login role sees it, the triggers of all exposed tables are
/// compared and made by the owner. A role that may not do so leaves them as they are, and answers that read them uncached.
/// </summary>
public sealed partial class TrackingDuty(
    SnapshotBuilder builder, SnapshotOptions snapshots, TrackingOptions options, TimeProvider timeProvider, ILogger<TrackingDuty> logger)
    : IKeeperDuty
{
    /// <summary>
    /// Where a look takes longer (20 ms in 2,000 relations, 10 ms in 630), the gateways need the whole machine to read the catalog that has
    /// changed: the tables are then tracked some intervals later, and a new one is served sooner.
    /// </summary>
    private static readonly TimeSpan LongLook = TimeSpan.FromMilliseconds(15);

    private const int IntervalsToWait = 2;

    /// <summary>
    /// What the keeper may not track it tries again so often: what its own role may do can change without a change of the structure.
    /// </summary>
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMinutes(1);

    private readonly HashSet<TrackingOutcome> _told = [];
    private string? _state;
    private long? _refused;
    private int _waited;

    /// <summary>Half of the interval at which gateways look, so that most find a new table tracked.</summary>
    public TimeSpan Every => SchemaOwner.PollInterval / 2;

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        var state = await builder.ReadStateAsync(cancellationToken);
        if (state == _state && !(_refused is { } refused && timeProvider.GetElapsedTime(refused) >= RetryEvery))
        {
            return;
        }

        if (timeProvider.GetElapsedTime(began) > LongLook && _waited < IntervalsToWait)
        {
            _waited++;
            return;
        }

        _waited = 0;
        try
        {
            // Not pooled, because it is seldom used, and a connection of the owner should not lie about.
            await using var owner = JimTelemetry.BuildDataSource(
                new(options.OwnerConnectionString) { Pooling = false, ApplicationName = "jim-keeper" }, loadsTypes: false);
            var outcomes = await TableTracker.TrackAsync(owner, snapshots.Schemas, cancellationToken);
            foreach (var outcome in outcomes.Where(outcome => outcome.IsTracked || _told.Add(outcome)))
            {
                Tell(outcome);
            }

            _state = outcomes.Any(outcome => outcome.IsInUse) ? null : state;
            _refused = outcomes.All(outcome => outcome.IsTracked) ? null : timeProvider.GetTimestamp();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            (_state, _refused) = (state, timeProvider.GetTimestamp());
            if (_told.Add(new(string.Empty, e.SqlState)))
            {
                Log.TrackingNotAllowed(logger);
            }
        }
    }

    private void Tell(TrackingOutcome outcome)
    {
        if (outcome.IsTracked)
        {
            Log.TableTracked(logger, outcome.Table);
        }
        else
        {
            Log.TableUntracked(logger, outcome.Table, outcome.Text);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.TableTracked, LogLevel.Information, "Changes of {Table} are logged from now on.")]
        public static partial void TableTracked(ILogger logger, string table);

        [LoggerMessage(LogEvents.TableUntracked, LogLevel.Warning, "{Table} is {Reason}; answers that read it are not cached.")]
        public static partial void TableUntracked(ILogger logger, string table, string reason);

        [LoggerMessage(
            LogEvents.TrackingNotAllowed, LogLevel.Information,
            "This keeper may not install change triggers (DATABASE_OWNER_URL): new tables are not cached before ./jim migrate runs.")]
        public static partial void TrackingNotAllowed(ILogger logger);
    }
}
