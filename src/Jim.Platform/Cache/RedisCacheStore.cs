using System.Globalization;
using StackExchange.Redis;

namespace Jim.Platform.Cache;

/// <summary>
/// Redis as the store that several nodes share. A call ends within 50 ms, one that raises versions within half a second, and both at once
/// while Redis is not connected; settings of StackExchange.Redis see to that. After a fault the circuit breaker stays open for a second:
/// requests then go to Postgres without asking Redis.
/// </summary>
/// <remarks>
/// Versions are raised over a connection of their own, which waits longer: an answer from Postgres is as good as one from Redis, but other
/// nodes find what was kept before a write until its versions are raised. With the deadline of the other calls, 48 of 8,000 reads at another
/// node, each after its own client's write, were of before it on a machine with sixteen busy processes for two cores.
/// </remarks>
public sealed class RedisCacheStore : ICacheStore, IAsyncDisposable
{
    // The client looks for overdue calls at each heartbeat, so a call ends at most 40 + 10 ms after it began. A hundred heartbeats a second
    // cost an idle process less than 3 % of one core.
    private static readonly TimeSpan DefaultCallTimeout = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan BumpTimeout = TimeSpan.FromMilliseconds(490);
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan BreakerOpen = TimeSpan.FromSeconds(1);

    // A missing tag is created as 0 with the given nonce. Versions are read and created in one step, so that two nodes get the same.
    private const string VersionsScript = """
        local out = {}
        for i, key in ipairs(KEYS) do
          local v = redis.call('get', key)
          if not v then v = '0:' .. ARGV[1]; redis.call('set', key, v) end
          out[i] = v
        end
        return out
        """;

    // Numbers of Lua are doubles, which hold whole numbers exactly up to 2^53. The number of a version counts transactions: at a million of
    // them a second it would pass that after 285 years.
    private const string BumpScript = """
        for _, key in ipairs(KEYS) do
          local v = redis.call('get', key)
          if not v then redis.call('set', key, ARGV[1] .. ':' .. ARGV[2])
          else
            local at = string.find(v, ':', 1, true)
            if tonumber(ARGV[1]) > tonumber(string.sub(v, 1, at - 1)) then redis.call('set', key, ARGV[1] .. string.sub(v, at)) end
          end
        end
        return 1
        """;

    private readonly Line _calls;
    private readonly Line _bumps;
    private readonly string _prefix;

    private RedisCacheStore(Line calls, Line bumps, string prefix)
    {
        _calls = calls;
        _bumps = bumps;
        _prefix = prefix;
    }

    /// <summary>
    /// Connects within a second, or starts without Redis and goes on trying to connect in the background.
    /// </summary>
    /// <param name="url"><c>redis://:password@host:port/db</c>; <c>rediss://</c> for TLS.</param>
    /// <param name="prefix">Put before every key, so that several databases can share one Redis.</param>
    /// <param name="callTimeout">How long a call may take, and up to 10 ms more; null: 40 ms.</param>
    public static RedisCacheStore Connect(string url, string prefix, TimeProvider timeProvider, TimeSpan? callTimeout = null)
    {
        var uri = new Uri(url);
        _ = int.TryParse(uri.AbsolutePath.Trim('/'), NumberStyles.None, CultureInfo.InvariantCulture, out var database);
        var options = new ConfigurationOptions
        {
            AbortOnConnectFail = false, ConnectTimeout = 1000, SyncTimeout = 1000, KeepAlive = 10,
            HeartbeatInterval = HeartbeatInterval,
            BacklogPolicy = BacklogPolicy.FailFast, DefaultDatabase = database,
            Password = uri.UserInfo.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
                ? Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..])
                : null,
            Ssl = uri.Scheme == "rediss",
        };
        options.EndPoints.Add(uri.Host, uri.Port > 0 ? uri.Port : 6379);
        return new RedisCacheStore(OpenLine(callTimeout ?? DefaultCallTimeout), OpenLine(BumpTimeout), prefix);

        Line OpenLine(TimeSpan within)
        {
            var own = options.Clone();
            own.AsyncTimeout = (int)within.TotalMilliseconds;
            return new Line(ConnectionMultiplexer.Connect(own), timeProvider);
        }
    }

    public async ValueTask<string[]> GetVersionsAsync(IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var result = await _calls.CallAsync(
            db => db.ScriptEvaluateAsync(VersionsScript, BuildKeys(tags), [TagVersion.Create().Nonce]), cancellationToken);
        return (string[])result!;
    }

    public async ValueTask BumpAsync(IReadOnlyList<string> tags, ulong progress, CancellationToken cancellationToken) =>
        await _bumps.CallAsync(
            db => db.ScriptEvaluateAsync(
                BumpScript, BuildKeys(tags), [progress.ToString(CultureInfo.InvariantCulture), TagVersion.Create().Nonce]),
            cancellationToken);

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        (byte[]?)await _calls.CallAsync(db => db.StringGetAsync(_prefix + key), cancellationToken);

    public async ValueTask SetAsync(string key, byte[] value, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        await _calls.CallAsync(db => db.StringSetAsync(_prefix + key, value, timeToLive), cancellationToken);

    /// <summary>For health checks: whether Redis answers within the deadline of a call.</summary>
    public async Task<bool> PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _calls.Connection.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>
    /// The version of the connected Redis server; before the first connection it is the client's default and means nothing.
    /// </summary>
    public Version ServerVersion => _calls.Connection.GetServer(_calls.Connection.GetEndPoints()[0]).Version;

    public async ValueTask DisposeAsync()
    {
        await _calls.DisposeAsync();
        await _bumps.DisposeAsync();
    }

    private RedisKey[] BuildKeys(IReadOnlyList<string> tags)
    {
        var keys = new RedisKey[tags.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = _prefix + "tag:" + tags[i];
        }

        return keys;
    }

    /// <summary>A connection with its circuit breaker.</summary>
    private sealed class Line(ConnectionMultiplexer connection, TimeProvider timeProvider) : IAsyncDisposable
    {
        private long _openUntil;

        public ConnectionMultiplexer Connection => connection;

        public async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
        {
            var now = timeProvider.GetUtcNow().UtcTicks;
            if (now < Interlocked.Read(ref _openUntil))
            {
                throw new CacheUnavailableException("Redis did not answer within the last second.");
            }

            try
            {
                return await call(connection.GetDatabase()).WaitAsync(cancellationToken);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                Interlocked.Exchange(ref _openUntil, now + BreakerOpen.Ticks);
                throw new CacheUnavailableException("Redis does not answer.", e);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await connection.CloseAsync(allowCommandsToComplete: false);
            await connection.DisposeAsync();
        }
    }
}
