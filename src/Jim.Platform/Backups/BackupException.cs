namespace Jim.Platform.Backups;

/// <summary>
/// A backup or a restore cannot go on. The message tells an operator why, what is left and what to do; it may hold a message of Postgres'
/// programs, and no secret.
/// </summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
