namespace Jim.Postgres.Diagnostics;

/// <summary>
/// Every event that Jim logs: the constant is the event's id, and the constant's name is the event's name. Alarms and searches may rely on
/// both, because neither is ever given to another event. The list is in the lowest project that logs, so that all can use it.
/// </summary>
public static class LogEvents
{
    // 1000: requests and commits.
    /// <summary>A request failed by a fault of Jim or of the database; the client got its request id.</summary>
    public const int RequestFailed = 1001;

    /// <summary>Other nodes were not told of a commit and see it at their next poll.</summary>
    public const int CommitNotAnnounced = 1002;

    /// <summary>A write was answered before its own node had read it from the change log.</summary>
    public const int ChangeLogReadLate = 1003;

    /// <summary>Postgres refused a statement for a reason that its client was not told; the client got the request id.</summary>
    public const int StatementFailed = 1004;

    // 2000: change log and schema.
    /// <summary>The change log cannot be read; live data and cache wait for the database.</summary>
    public const int ChangeLogUnreadable = 2001;

    /// <summary>The change log can be read again.</summary>
    public const int ChangeLogReadable = 2002;

    /// <summary>The database changed and a new schema is served.</summary>
    public const int SchemaReplaced = 2101;

    /// <summary>No schema can be built of the changed database; the last one stays.</summary>
    public const int SchemaRefused = 2102;

    /// <summary>The database's structure cannot be read; the schema stays as it is.</summary>
    public const int CatalogUnreadable = 2103;

    /// <summary>After failed checks the schema is up to date with the database again.</summary>
    public const int SchemaRecovered = 2104;

    /// <summary>A comment in the database steers Jim in a way that cannot be followed, and is not.</summary>
    public const int SteeringIgnored = 2105;

    /// <summary>Parts of the database are left out of the schema because of their names; the message lists all, with what to do.</summary>
    public const int SchemaIncomplete = 2106;

    /// <summary>Parts of the database have a longer name in the schema, because another part has the plain one.</summary>
    public const int SchemaRenamed = 2107;

    /// <summary>The keeper installed a table's change triggers, or renewed them.</summary>
    public const int TableTracked = 2201;

    /// <summary>The keeper could not install a table's change triggers.</summary>
    public const int TableUntracked = 2202;

    /// <summary>The keeper's database role may not install change triggers.</summary>
    public const int TrackingNotAllowed = 2203;

    /// <summary>A read replica cannot be read from.</summary>
    public const int ReplicaLost = 2301;

    /// <summary>A read replica is read from again.</summary>
    public const int ReplicaBack = 2302;

    // 3000: cache.
    /// <summary>The cache store does not answer; this node passes the cache by for the changed tables.</summary>
    public const int CacheNotInvalidated = 3001;

    /// <summary>The cache store answers again, and knows of all tables that changed.</summary>
    public const int CacheBack = 3002;

    // 4000: messages.
    /// <summary>The handler of a broadcast threw.</summary>
    public const int BroadcastHandlerFailed = 4001;

    /// <summary>RabbitMQ did not confirm a message in time; its connection is given up.</summary>
    public const int PublishUnconfirmed = 4002;

    /// <summary>A connection to RabbitMQ is open.</summary>
    public const int BrokerConnected = 4003;

    /// <summary>A connection to RabbitMQ was lost and is made again.</summary>
    public const int BrokerConnectionLost = 4004;

    /// <summary>RabbitMQ cannot be reached.</summary>
    public const int BrokerUnreachable = 4005;

    /// <summary>The broker ended a consumer, which begins again.</summary>
    public const int ConsumerEnded = 4006;

    /// <summary>The broker refused a consumer.</summary>
    public const int ConsumerRefused = 4007;

    /// <summary>The handler of a message threw; the message goes to jim.dead.</summary>
    public const int MessageDead = 4008;

    /// <summary>A message could not be acknowledged and comes again.</summary>
    public const int MessageUnsettled = 4009;

    /// <summary>Handlers did not end within the time that a stop allows.</summary>
    public const int HandlersCancelled = 4010;

    /// <summary>A consumer that the broker had refused is there again.</summary>
    public const int ConsumerBack = 4011;

    // 5000: identity.
    /// <summary>The issuer's signing keys were read.</summary>
    public const int SigningKeysRead = 5001;

    /// <summary>The issuer's signing keys could not be read; the last ones stay in use.</summary>
    public const int SigningKeysUnreadable = 5002;

    /// <summary>Tokens were revoked before their end, and what was open by them is closed.</summary>
    public const int TokensRevoked = 5003;

    /// <summary>Which tokens were revoked could not be read from the database; it is tried again at once.</summary>
    public const int RevocationsUnreadable = 5004;

    /// <summary>Which tokens were revoked can be read again.</summary>
    public const int RevocationsReadable = 5005;

    /// <summary>That tokens were revoked could not be stored, so that only one process knows of it.</summary>
    public const int RevocationNotStored = 5006;

    /// <summary>The issuer could not be asked in time whether open tokens still count.</summary>
    public const int RightsNotChecked = 5007;

    // 6000: jobs and keeper.
    /// <summary>A job is stored, but its message could not be sent; the sweeper sends it.</summary>
    public const int JobNotPublished = 6001;

    /// <summary>An attempt of a job failed by a fault.</summary>
    public const int JobAttemptFailed = 6002;

    /// <summary>A job ended without success and is not tried again.</summary>
    public const int JobGivenUp = 6003;

    /// <summary>A job was cancelled or is another worker's now; its run here has no effect.</summary>
    public const int JobSuperseded = 6004;

    /// <summary>The lease of a running job could not be renewed.</summary>
    public const int JobLeaseNotRenewed = 6005;

    /// <summary>This process is the keeper that leads.</summary>
    public const int KeeperLeads = 6006;

    /// <summary>The keeper lost its database connection and with it the lead.</summary>
    public const int KeeperDatabaseLost = 6007;

    /// <summary>A duty of the keeper failed and is tried again.</summary>
    public const int KeeperDutyFailed = 6008;

    /// <summary>A queue of jobs cannot be consumed yet.</summary>
    public const int JobQueueNotConsumed = 6009;

    /// <summary>A job takes long: its message is acknowledged, and it runs on under its lease.</summary>
    public const int JobOutlivesMessage = 6010;

    /// <summary>A job could not be worked on because the database did not answer.</summary>
    public const int JobDatabaseUnreachable = 6011;

    /// <summary>The keeper reaches its database again.</summary>
    public const int KeeperDatabaseFound = 6012;

    /// <summary>A duty of the keeper succeeds again.</summary>
    public const int KeeperDutyRecovered = 6013;

    /// <summary>A job was refused for a reason that passes by waiting; it is tried again and has used up no attempt.</summary>
    public const int JobPostponed = 6014;

    /// <summary>How a job ended could not be written to its row; it is tried again until the job's lease ends.</summary>
    public const int JobNotRecorded = 6015;

    /// <summary>The keeper deleted jobs and events that are older than they are kept.</summary>
    public const int OldRowsDeleted = 6016;

    /// <summary>How jobs have ended that requests wait for could not be looked up.</summary>
    public const int JobEndsUnknown = 6017;

    /// <summary>A command was due by its Cron while its last run had not ended, and was left out.</summary>
    public const int CommandSkipped = 6018;

    // 6100: files.
    /// <summary>A copy of a file holds other bytes than were uploaded.</summary>
    public const int CopyWrong = 6101;

    /// <summary>What a read found out of a copy of a file could not be written to the database.</summary>
    public const int FindingNotKept = 6102;

    /// <summary>A copy of a file cannot be made, because no good one can be read; it is tried again.</summary>
    public const int NoGoodCopy = 6103;

    /// <summary>Which copies a target lacks cannot be read from the database; it is tried again.</summary>
    public const int CopiesUnread = 6104;

    /// <summary>A mirror would remove more files than its brake lets it, and removes none.</summary>
    public const int MirrorBraked = 6105;

    /// <summary>Files of the trash, or their copies, were removed.</summary>
    public const int TrashRemoved = 6106;

    /// <summary>Files stay in the trash though their time is over, because the database refuses to delete their rows.</summary>
    public const int TrashKept = 6107;

    // 7000: the process.
    /// <summary>Work in the background failed by a fault of Jim; it goes on after a pause, and the process serves.</summary>
    public const int BackgroundWorkFailed = 7001;
}
