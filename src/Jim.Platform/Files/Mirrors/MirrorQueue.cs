using System.Globalization;
using Jim.Platform.Files.Copies;
using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Files.Mirrors;

/// <summary>What waits for one mirror. Nothing is removed before all that should go is known, and not where that is too much.</summary>
internal sealed partial class MirrorQueue(
    MirrorTarget mirror, MirrorRows rows, MirrorWork work, TargetRows targets, FilesOptions options, ILogger logger)
    : TargetQueue(mirror.Target, mirror.Health, targets, options, logger)
{
    private readonly ILogger _logger = logger;
    private string? _halt;

    /// <summary>Why nothing is removed; null: nothing waits for that.</summary>
    public string? Brake => _halt;

    protected override string? Halt => _halt;

    /// <summary>Begins up to <paramref name="most"/> of what is due.</summary>
    public Task<List<Task>> BeginDueAsync(int most, CancellationToken cancellationToken) => BeginAsync(most, cancellationToken);

    protected override Task CheckAsync(CancellationToken cancellationToken) => mirror.CheckAsync(cancellationToken);

    protected override async Task<List<Task>> BeginAsync(int most, CancellationToken cancellationToken)
    {
        var claimed = await rows.ClaimAsync(Target, "waiting", most, cancellationToken);
        if (claimed.Count == 0 && await MayRemoveAsync(cancellationToken))
        {
            claimed = await rows.ClaimAsync(Target, "going", most, cancellationToken);
        }

        return [.. claimed.Select(item => work.RunAsync(mirror, item, cancellationToken))];
    }

    private async Task<bool> MayRemoveAsync(CancellationToken cancellationToken)
    {
        if (await rows.FindGoingAsync(Target, cancellationToken) is not { } going)
        {
            _halt = null;
            return false;
        }

        var isTooMuch = going.Files > mirror.Options.BrakeFiles
            || (going.Files > MirrorOptions.BrakeLeast && going.Files > going.Of * mirror.Options.BrakeShare);
        if (!isTooMuch)
        {
            _halt = null;
            return !going.IsLooking;
        }

        if (_halt is null)
        {
            Log.MirrorBraked(_logger, Target, going.Files, going.Of);
        }

        _halt = string.Create(
            CultureInfo.InvariantCulture,
            $"The brake holds: {going.Files} of {going.Of} files would be removed. ./jim mirror run {Target} --release removes them.");
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.MirrorBraked, LogLevel.Error,
            "The brake of the mirror {Target} holds: {Files} of {Of} files would be removed. Nothing is, until ./jim mirror run --release.")]
        public static partial void MirrorBraked(ILogger logger, string target, long files, long of);
    }
}
