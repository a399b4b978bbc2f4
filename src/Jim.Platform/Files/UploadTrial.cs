using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>
/// Asks the row policies of <c>jim.files</c>, and the grants that an upload needs, before a byte of it arrives: writes what staging will
/// write with the caller's rights, and rolls it back.
/// </summary>
/// <remarks>
/// Name, type, size and digest are not known yet: where a policy reads one of them, only staging can tell. Not to be asked where a trigger
/// may change the row before it is checked, or where rows may still come to be that policies look for.
/// </remarks>
internal static class UploadTrial
{
    // A policy that reads a column depends on it (pg_depend); of one that reads the whole row only its parse tree tells.
    private const string IsAskable = """
        not exists (
          select from pg_policy p
          where p.polrelid = 'jim.files'::regclass and p.polcmd in ('a', '*')
            and (coalesce(p.polwithcheck, p.polqual)::text like '%:varattno 0 %' or exists (
              select from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
              where d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.refclassid = 'pg_class'::regclass
                and d.refobjid = p.polrelid and a.attname in ('name', 'mime_type', 'size_bytes', 'sha256'))))
        """;

    /// <param name="rowIsKnown">False: of a new file nothing is asked.</param>
    /// <exception cref="GraphQLException">JIM_FILE_FORBIDDEN; of a new version, as of <see cref="FileLock"/>.</exception>
    public static Task AskAsync(NpgsqlDataSource dataSource, UploadTarget target, BucketPolicy bucket, Caller caller, bool rowIsKnown) =>
        target switch
        {
            UploadTarget.NewVersion version => FileLock.TryAsync(dataSource, version, caller),
            UploadTarget.NewFile added when rowIsKnown => AskAsync(dataSource, added, bucket, caller),
            _ => Task.CompletedTask,
        };

    private static async Task AskAsync(NpgsqlDataSource dataSource, UploadTarget.NewFile target, BucketPolicy bucket, Caller caller)
    {
        var file = new StagedFile(
            Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "upload", ContentTypes.Binary, 0, new string('0', 64));
        var job = StageCommands.Job(file, Data.Platform.JobPriority.Normal);
        await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        try
        {
            await connection.ExecuteAsync(
                [Claims.Command(caller), StageCommands.FileRow(file, bucket, target, IsAskable), job], CancellationToken.None);
        }
        catch (PostgresException refused) when (IsOfRights(refused, job))
        {
            throw FileErrors.Forbidden("add files there");
        }
        catch (PostgresException)
        {
            // Staging meets it too, and knows then whether the real values change it.
        }
    }

    /// <summary>True where a grant is missing or a policy says no; not where the code of a trigger met either.</summary>
    private static bool IsOfRights(PostgresException refused, NpgsqlBatchCommand job) =>
        refused.SqlState == PostgresErrorCodes.InsufficientPrivilege
        && (refused.BatchCommand == job || (refused.Where is null && !SqlStates.IsWrittenByRaise(refused)));
}
