namespace Jim.Platform.Backups;

/// <summary>How far a step of a backup or restore is.</summary>
/// <param name="Step">What is done, as <c>copying objects</c>.</param>
/// <param name="Done">Bytes.</param>
/// <param name="Total">Bytes; null: not known.</param>
public sealed record BackupProgress(string Step, long Done, long? Total);
