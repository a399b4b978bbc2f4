namespace Jim.Platform.Cache;

/// <summary>The store did not answer in time. The caller goes on without it.</summary>
public sealed class CacheUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
