namespace Jim.Platform.Cache;

/// <summary>The store did not answer in time; the caller goes to Postgres.</summary>
public sealed class CacheUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
