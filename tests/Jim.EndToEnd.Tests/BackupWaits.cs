namespace Jim.EndToEnd.Tests;

/// <summary>Sessions of <c>backup</c> and <c>restore</c> that wait for a lock.</summary>
internal static class BackupWaits
{
    /// <param name="any">Also those that do not wait.</param>
    public static Task<long> CountAsync(BackupWorld world, bool any = false) => world.Database.ScalarAsync<long>(
        "select count(*) from pg_stat_activity where application_name = 'jim-backup' and datname = '" + world.Database.Name + "'"
        + (any ? string.Empty : " and wait_event_type = 'Lock'"));
}
