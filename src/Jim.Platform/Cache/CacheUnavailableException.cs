namespace Jim.Platform.Cache;

/// <summary>The cache store did not answer in time. The caller goes on without the cache.</summary>
public sealed class CacheUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
