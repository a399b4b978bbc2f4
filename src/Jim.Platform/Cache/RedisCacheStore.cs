using System.Globalization;
using StackExchange.Redis;

namespace Jim.Platform.Cache;

/// <summary>
/// Redis as the store that several nodes share. StackExchange.Redis 1.2.6 has no deadline for asynchronous calls, so each has 50 ms of our
/// own; after a fault the breaker keeps requests away for a second at a time.
/// </summary>
public sealed class RedisCacheStore : ICacheStore, IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BreakerOpen = TimeSpan.FromSeconds(1);

    // A missing tag is made with the xid 0 and the nonce given; versions are read and made in one step so that two nodes agree.
    private const string VersionsScript = """
        local out = {}
        for i, key in ipairs(KEYS) do
          local v = redis.call('get', key)
          if not v then v = '0:' .. ARGV[1]; redis.call('set', key, v) end
          out[i] = v
        end
        return out
        """;

    // xid8 stays below 2^53 for longer than any database lives, so Lua's doubles compare it exactly.
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

    private readonly ConnectionMultiplexer _connection;
    private readonly string _prefix;
    private readonly TimeProvider _timeProvider;
    private long _closedUntil;

    private RedisCacheStore(ConnectionMultiplexer connection, string prefix, TimeProvider timeProvider)
    {
        _connection = connection;
        _prefix = prefix;
        _timeProvider = timeProvider;
    }

    /// <summary>
    /// Connects within a second, or starts without Redis and finds it later. <paramref name="prefix"/> tells databases apart that share one
    /// Redis.
    /// </summary>
    /// <param name="url"><c>redis://:password@host:port/db</c>.</param>
    public static RedisCacheStore Connect(string url, string prefix, TimeProvider timeProvider)
    {
        var uri = new Uri(url);
        _ = int.TryParse(uri.AbsolutePath.Trim('/'), NumberStyles.None, CultureInfo.InvariantCulture, out var database);
        var options = new ConfigurationOptions
        {
            AbortOnConnectFail = false, ConnectTimeout = 1000, SyncTimeout = 1000, KeepAlive = 10,
            DefaultDatabase = database,
            Password = uri.UserInfo.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
                ? Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..])
                : null,
            Ssl = uri.Scheme == "rediss",
        };
        options.EndPoints.Add(uri.Host, uri.Port > 0 ? uri.Port : 6379);
        return new RedisCacheStore(ConnectionMultiplexer.Connect(options), prefix, timeProvider);
    }

    public async ValueTask<string[]> VersionsAsync(IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var result = await WithinDeadline(
            db => db.ScriptEvaluateAsync(VersionsScript, Keys(tags), [TagVersion.Fresh().Nonce]), cancellationToken);
        return (string[])result;
    }

    public async ValueTask BumpAsync(IReadOnlyList<string> tags, ulong xid, CancellationToken cancellationToken) =>
        await WithinDeadline(
            db => db.ScriptEvaluateAsync(
                BumpScript, Keys(tags), [xid.ToString(CultureInfo.InvariantCulture), TagVersion.Fresh().Nonce]),
            cancellationToken);

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        (byte[]?)await WithinDeadline(db => db.StringGetAsync(_prefix + key), cancellationToken);

    public async ValueTask SetAsync(string key, byte[] value, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        await WithinDeadline(db => db.StringSetAsync(_prefix + key, value, timeToLive), cancellationToken);

    /// <summary>Answers true when Redis does; for health checks and doctor.</summary>
    public async Task<bool> PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _connection.GetDatabase().PingAsync().WaitAsync(TimeSpan.FromSeconds(1), _timeProvider, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync(allowCommandsToComplete: false);
        _connection.Dispose();
    }

    private RedisKey[] Keys(IReadOnlyList<string> tags)
    {
        var keys = new RedisKey[tags.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = _prefix + "tag:" + tags[i];
        }

        return keys;
    }

    private async Task<T> WithinDeadline<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        var now = _timeProvider.GetUtcNow().UtcTicks;
        if (now < Interlocked.Read(ref _closedUntil) || !_connection.IsConnected)
        {
            throw new CacheUnavailableException("Redis is not connected.");
        }

        try
        {
            return await call(_connection.GetDatabase()).WaitAsync(Deadline, _timeProvider, cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Interlocked.Exchange(ref _closedUntil, now + BreakerOpen.Ticks);
            throw new CacheUnavailableException("Redis does not answer.", e);
        }
    }
}
