namespace Jim.Postgres.Diagnostics;

/// <summary>The names of all spans that Jim makes itself. TELEMETRY.md explains each, and a test compares the two.</summary>
public static class SpanNames
{
    // An operation is named by its type (OpenTelemetry's conventions for GraphQL servers), because clients choose the names of operations.
    public const string Query = "query";
    public const string Mutation = "mutation";
    public const string Subscription = "subscription";

    public const string Read = "graphql.read";
    public const string Prepare = "graphql.prepare";
    public const string Plan = "graphql.plan";
    public const string Run = "graphql.run";
    public const string Write = "graphql.write";

    /// <summary>Followed by the name of the queue (OpenTelemetry's conventions for messaging).</summary>
    public const string Process = "process";

    public const string Job = "job.run";

    public const string ChangeDelta = "change.delta";
    public const string ChangeInvalidate = "change.invalidate";
    public const string LiveRun = "live.run";

    public const string FileAuthorize = "file.authorize";
    public const string FileSpool = "file.spool";
    public const string FileStage = "file.stage";
    public const string FileHint = "file.hint";
    public const string FileClaim = "file.claim";
    public const string FilePut = "file.put";
    public const string FileVerify = "file.verify";
    public const string FileCommit = "file.commit";
    public const string FileClean = "file.clean";

    public const string S3Put = "S3.PutObject";
    public const string S3Get = "S3.GetObject";
    public const string S3Head = "S3.HeadObject";
    public const string S3Delete = "S3.DeleteObject";
    public const string S3List = "S3.ListObjectsV2";
}
