using System.Collections.Frozen;
using System.Text.Json;
using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>
/// The issuer's keys, read over HTTP by OpenID Connect Discovery 1.0 (section 4) and kept. After a failed read the last good keys stay in
/// use. An unknown key id makes the process read again at once, so that the first token of a rotated key is accepted; where the issuer does
/// not publish that key either, the next such read follows after <see cref="IdentityOptions.RefetchInterval"/>, so that a flood of invented
/// ids costs one read in that time. All who wait for a read wait for the same one.
/// </summary>
/// <remarks>
/// Microsoft.IdentityModel's <c>ConfigurationManager</c> (8.23.0) is not used, only its reading of the two documents. It either refreshes
/// in the background, so that the first tokens signed by a rotated key are refused, or (by a switch for the whole process) in the
/// foreground, so that requests wait whenever the keys are old. Here the first waits and the second does not. Nor can it be given a clock
/// or retry a failed first read at a steady interval.
/// </remarks>
public sealed partial class JwksKeySource(
    IdentityOptions options, HttpClient http, TimeProvider timeProvider, ILogger<JwksKeySource> logger) : ISigningKeys
{
    private readonly IssuerDiscovery _discovery = new(options, http);
    private readonly Lock _gate = new();
    private volatile KeySet _set = KeySet.None;
    private long? _attempted;
    private long? _missed;
    private volatile bool _failed;
    private Task _reading = Task.CompletedTask;

    public int Generation => _set.Generation;

    /// <summary>Whether keys were ever read: then tokens are validated by them while the issuer does not answer.</summary>
    public bool HasKeys => !ReferenceEquals(_set, KeySet.None);

    /// <summary>
    /// Reads the issuer's documents again, unless that was tried within <see cref="IdentityOptions.RefetchInterval"/>. True: the last read
    /// succeeded.
    /// </summary>
    public async Task<bool> CheckAsync(CancellationToken cancellationToken)
    {
        await ReadUnlessRecent(forUnknownKey: false).WaitAsync(cancellationToken);
        return !_failed;
    }

    public async ValueTask<KeyLookup> FindAsync(string kid, CancellationToken cancellationToken)
    {
        var set = _set;
        if (set.Keys.TryGetValue(kid, out var key))
        {
            if (timeProvider.GetElapsedTime(set.ReadAt) > options.KeysMaxAge)
            {
                _ = ReadUnlessRecent(forUnknownKey: false);
            }

            return new KeyLookup(key, false);
        }

        await ReadUnlessRecent(forUnknownKey: true).WaitAsync(cancellationToken);
        if (!_set.Keys.TryGetValue(kid, out key))
        {
            return _failed ? KeyLookup.Uncertain : KeyLookup.Unknown;
        }

        lock (_gate)
        {
            _missed = null; // the read was worth it
        }

        return new KeyLookup(key, false);
    }

    /// <summary>The read under way, else a new one, else (too early for another) nothing to wait for. Never faulted.</summary>
    /// <param name="forUnknownKey">
    /// Then only a read that missed the key it was for is too recent, not one for old keys or a check.
    /// </param>
    private Task ReadUnlessRecent(bool forUnknownKey)
    {
        lock (_gate)
        {
            var interval = ReferenceEquals(_set, KeySet.None) ? options.FirstFetchInterval : options.RefetchInterval;
            var last = forUnknownKey ? _missed : _attempted;
            if (_reading.IsCompleted && (last is not { } at || timeProvider.GetElapsedTime(at) >= interval))
            {
                _attempted = timeProvider.GetTimestamp();
                _missed = forUnknownKey ? _attempted : _missed;
                _reading = ReadAsync();
            }

            return _reading;
        }
    }

    private async Task ReadAsync()
    {
        await Task.Yield(); // the caller holds the lock
        using var deadline = new CancellationTokenSource(options.FetchDeadline, timeProvider);
        try
        {
            var discovery = await _discovery.ReadAsync(deadline.Token);
            var keys = SigningKeySet.Read(await _discovery.GetAsync(_discovery.Reach(discovery.JwksUri, "jwks_uri"), deadline.Token));
            if (keys.Count == 0)
            {
                throw new InvalidDataException("no usable signing key is published");
            }

            _set = _set.Next(keys, timeProvider.GetTimestamp());
            _failed = false;
            Log.SigningKeysRead(logger, keys.Count, options.Issuer);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or ArgumentException
            or InvalidOperationException or InvalidDataException or UriFormatException or IOException)
        {
            _failed = true;
            Log.SigningKeysUnreadable(logger, options.DiscoveryUrl, e.Message);
        }
    }

    private sealed record KeySet(FrozenDictionary<string, JsonWebKey> Keys, long ReadAt, int Generation)
    {
        public static KeySet None { get; } = new(FrozenDictionary<string, JsonWebKey>.Empty, 0, 0);

        public KeySet Next(FrozenDictionary<string, JsonWebKey> keys, long readAt)
        {
            var kept = Keys.All(old => keys.TryGetValue(old.Key, out var same) && IsSame(old.Value, same));
            return new KeySet(keys, readAt, kept ? Generation : Generation + 1);
        }

        /// <summary>By their thumbprints (RFC 7638): an issuer may publish another key under an old id.</summary>
        private static bool IsSame(JsonWebKey one, JsonWebKey other) =>
            one.ComputeJwkThumbprint().AsSpan().SequenceEqual(other.ComputeJwkThumbprint());
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.SigningKeysRead, LogLevel.Information, "Read {Count} signing keys of {Issuer}")]
        public static partial void SigningKeysRead(ILogger logger, int count, string issuer);

        [LoggerMessage(
            LogEvents.SigningKeysUnreadable, LogLevel.Warning,
            "The issuer's keys could not be read from {Url}, the last ones stay in use: {Reason}")]
        public static partial void SigningKeysUnreadable(ILogger logger, Uri url, string reason);
    }
}
