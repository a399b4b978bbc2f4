using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Identity;

/// <summary>
/// The issuer's keys, read over HTTP and kept: a failed read keeps the last good set, an unknown key id reads again at most once per window
/// for the whole process, and whoever waits for a read waits for the same one.
/// </summary>
public sealed partial class JwksKeySource(
    IdentityOptions options, HttpClient http, TimeProvider timeProvider, ILogger<JwksKeySource> logger) : ISigningKeys
{
    private const int DocumentBytesMax = 256 * 1024;

    private readonly Lock _gate = new();
    private volatile KeySet _set = KeySet.None;
    private long? _attempted;
    private volatile bool _failed;
    private Task _reading = Task.CompletedTask;

    public int Generation => _set.Generation;

    public async ValueTask<KeyLookup> FindAsync(string kid, CancellationToken cancellationToken)
    {
        var set = _set;
        if (set.Keys.TryGetValue(kid, out var key))
        {
            if (timeProvider.GetElapsedTime(set.ReadAt) > options.KeysMaxAge)
            {
                _ = ReadUnlessRecent();
            }

            return new KeyLookup(key.Key, key.Algorithm, false);
        }

        await ReadUnlessRecent().WaitAsync(cancellationToken);
        return _set.Keys.TryGetValue(kid, out key)
            ? new KeyLookup(key.Key, key.Algorithm, false)
            : _failed ? KeyLookup.Uncertain : KeyLookup.Unknown;
    }

    /// <summary>The read under way, else a new one, else (too early for another) nothing to wait for. Never faulted.</summary>
    private Task ReadUnlessRecent()
    {
        lock (_gate)
        {
            var interval = ReferenceEquals(_set, KeySet.None) ? options.FirstFetchInterval : options.RefetchInterval;
            if (_reading.IsCompleted && (_attempted is not { } at || timeProvider.GetElapsedTime(at) >= interval))
            {
                _attempted = timeProvider.GetTimestamp();
                _reading = ReadAsync();
            }

            return _reading;
        }
    }

    private async Task ReadAsync()
    {
        await Task.Yield(); // the gate is held by who started this
        using var deadline = new CancellationTokenSource(options.FetchDeadline, timeProvider);
        try
        {
            var discovery = await GetAsync(options.DiscoveryUrl, deadline.Token);
            var keys = JsonWebKeyReader.Read(await GetAsync(KeysUrl(discovery), deadline.Token));
            if (keys.Count == 0)
            {
                throw new InvalidDataException("no usable signing key is published");
            }

            _set = _set.Next(keys, timeProvider.GetTimestamp());
            _failed = false;
            Log.Read(logger, keys.Count, options.Issuer);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or ArgumentException
            or InvalidDataException or UriFormatException or IOException)
        {
            _failed = true;
            Log.Failed(logger, options.DiscoveryUrl, e.Message);
        }
    }

    /// <summary>
    /// <c>jwks_uri</c> of the discovery document. Where that document was read under another address than the issuer's (inside compose),
    /// the keys are read under that other address too: Keycloak names the public one, which may not be reachable from here.
    /// </summary>
    private Uri KeysUrl(string discovery)
    {
        using var document = JsonDocument.Parse(discovery);
        if (document.RootElement.GetProperty("issuer"u8).GetString() != options.Issuer)
        {
            throw new InvalidDataException("the discovery document names another issuer");
        }

        var keys = new Uri(document.RootElement.GetProperty("jwks_uri"u8).GetString() ?? throw new InvalidDataException("no jwks_uri"));
        var issuer = new Uri(options.Issuer);
        return options.MetadataUrl is not null && SameOrigin(keys, issuer)
            ? new Uri(new Uri(options.DiscoveryUrl.GetLeftPart(UriPartial.Authority)), keys.PathAndQuery)
            : keys;
    }

    private async Task<string> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(DocumentBytesMax, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    private static bool SameOrigin(Uri a, Uri b) => a.GetLeftPart(UriPartial.Authority) == b.GetLeftPart(UriPartial.Authority);

    private sealed record KeySet(FrozenDictionary<string, PublishedKey> Keys, long ReadAt, int Generation)
    {
        public static KeySet None { get; } = new(FrozenDictionary<string, PublishedKey>.Empty, 0, 0);

        public KeySet Next(FrozenDictionary<string, PublishedKey> keys, long readAt)
        {
            var kept = Keys.All(old => keys.TryGetValue(old.Key, out var same) && same.Thumbprint == old.Value.Thumbprint);
            return new KeySet(keys, readAt, kept ? Generation : Generation + 1);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Read {Count} signing keys of {Issuer}")]
        public static partial void Read(ILogger logger, int count, string issuer);

        [LoggerMessage(2, LogLevel.Warning, "The issuer's keys could not be read from {Url}, the last ones stay in use: {Reason}")]
        public static partial void Failed(ILogger logger, Uri url, string reason);
    }
}
