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

    /// <summary>
    /// For tags that are read no more, as those of single rows. Whoever reads one after that finds another version, as where it was lost.
    /// </summary>
    private const int TagSeconds = 3600;

    // A missing tag is created as 0 with the given nonce and its place, as no other tag is. Versions are read and created in one step, so that two nodes get the same.
    private const string CreateScript = """
        local out = {}
        for i, key in ipairs(KEYS) do
          local v = redis.call('get', key)
          if not v then v = '0:' .. ARGV[1] .. i; redis.call('set', key, v, 'EX', ARGV[2]) end
          out[i] = v
        end
        return out
        """;

    // Numbers of Lua are doubles, which hold whole numbers exactly up to 2^53. The number of a version counts transactions: at a million of
    // them a second it would pass that after 285 years.
    private const string BumpScript = """
        for _, key in ipairs(KEYS) do
          local v = redis.call('get', key)
          if v then
            local at = string.find(v, ':', 1, true)
            if tonumber(ARGV[1]) > tonumber(string.sub(v, 1, at - 1)) then
              redis.call('set', key, ARGV[1] .. string.sub(v, at), 'EX', ARGV[2])
            end
          end
        end
        return 1
        """;

    /// <summary>How long a copy is used before the value is read again.</summary>
    private static readonly TimeSpan CopyFor = TimeSpan.FromMinutes(1);

    private readonly Line _calls;
    private readonly Line _bumps;
    private readonly GatheredReads<string, RedisValue> _reads;
    private readonly GenerationCache<string, Copy> _copies;
    private readonly string _prefix;
    private readonly TimeProvider _timeProvider;

    private RedisCacheStore(Line calls, Line bumps, string prefix, TimeProvider timeProvider, long copiesBytesMax)
    {
        (_calls, _bumps, _prefix, _timeProvider) = (calls, bumps, prefix, timeProvider);
        _reads = new GatheredReads<string, RedisValue>(
            keys => calls.CallAsync(db => db.StringGetAsync(Array.ConvertAll(keys, key => (RedisKey)key)), CancellationToken.None));
        _copies = new GenerationCache<string, Copy>(entriesMax: 100_000, StringComparer.Ordinal)
        {
            BytesMax = copiesBytesMax / 2, SizeOf = copy => copy.Value.Length + 500, Name = "answers",
        };
    }

    /// <summary>
    /// Connects within a second, or starts without Redis and goes on trying to connect in the background.
    /// </summary>
    /// <param name="url"><c>redis://:password@host:port/db</c>; <c>rediss://</c> for TLS.</param>
    /// <param name="prefix">Put before every key, so that several databases can share one Redis.</param>
    /// <param name="callTimeout">How long a call may take, and up to 10 ms more; null: 40 ms.</param>
    /// <param name="copiesBytesMax">The most bytes of the values that this process has copies of.</param>
    public static RedisCacheStore Connect(
        string url, string prefix, TimeProvider timeProvider, TimeSpan? callTimeout = null, long copiesBytesMax = 64 << 20)
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
        return new RedisCacheStore(
            OpenLine(callTimeout ?? DefaultCallTimeout), OpenLine(BumpTimeout), prefix, timeProvider, copiesBytesMax);

        Line OpenLine(TimeSpan within)
        {
            var own = options.Clone();
            own.AsyncTimeout = (int)within.TotalMilliseconds;
            return new Line(ConnectionMultiplexer.Connect(own), timeProvider);
        }
    }

    /// <summary>
    /// One round trip, which all who ask meanwhile share. It reads the versions, and the value where this process has no copy of it; a
    /// second one is needed where the copy is outdated, or a tag has no version.
    /// </summary>
    public async ValueTask<CacheEntry> FindAsync(string key, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var copy = tags.Count > 0 && _copies.TryGet(key, out var known) && known.Until > _timeProvider.GetUtcNow() ? known : null;
        var keys = new string[tags.Count + (copy is null ? 1 : 0)];
        WriteKeys(tags, keys);
        if (copy is null)
        {
            keys[^1] = _prefix + key;
        }

        var found = await _reads.ReadAsync(keys, cancellationToken);
        if (Array.FindIndex(found, value => value.IsNull) is >= 0 and var missing && missing < tags.Count)
        {
            return new CacheEntry(await CreateAsync(tags, cancellationToken), null);
        }

        var versions = Array.ConvertAll(found[..tags.Count], value => (string)value!);
        if (copy is not null && copy.Versions.SequenceEqual(versions))
        {
            return new CacheEntry(versions, copy.Value);
        }

        var kept = copy is null ? found[^1] : (await _reads.ReadAsync([_prefix + key], cancellationToken))[0];
        var value = RedisValueForm.Read((byte[]?)kept, versions);
        Remember(key, versions, value);
        return new CacheEntry(versions, value);
    }

    public async ValueTask BumpAsync(IReadOnlyList<string> tags, ulong progress, CancellationToken cancellationToken)
    {
        await _bumps.CallAsync(
            db => db.ScriptEvaluateAsync(BumpScript, BuildKeys(tags), [progress.ToString(CultureInfo.InvariantCulture), TagSeconds]),
            cancellationToken);
    }

    public async ValueTask SetAsync(
        string key, IReadOnlyList<string> versions, byte[] value, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        await _calls.CallAsync(
            db => db.StringSetAsync(_prefix + key, RedisValueForm.Write(versions, value), timeToLive), cancellationToken);
        Remember(key, versions, value);
    }

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

    /// <summary>The versions of the tags, also of those that had none.</summary>
    private async Task<string[]> CreateAsync(IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var versions = await _calls.CallAsync(
            db => db.ScriptEvaluateAsync(CreateScript, BuildKeys(tags), [TagVersion.Create().Nonce, TagSeconds]), cancellationToken);
        return (string[])versions!;
    }

    private void Remember(string key, IReadOnlyList<string> versions, ReadOnlyMemory<byte>? value)
    {
        if (versions.Count > 0 && value is { } bytes)
        {
            _copies.Set(key, new Copy([.. versions], bytes, _timeProvider.GetUtcNow() + CopyFor));
        }
    }

    private RedisKey[] BuildKeys(IReadOnlyList<string> tags)
    {
        var keys = new string[tags.Count];
        WriteKeys(tags, keys);
        return Array.ConvertAll(keys, key => (RedisKey)key);
    }

    private void WriteKeys(IReadOnlyList<string> tags, string[] keys)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            keys[i] = _prefix + "tag:" + tags[i];
        }
    }

    /// <summary>A value as this process has read or kept it. Whether it still counts, the versions of its tags say.</summary>
    private sealed record Copy(string[] Versions, ReadOnlyMemory<byte> Value, DateTimeOffset Until);

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
